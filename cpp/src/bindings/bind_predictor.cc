#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "bindings/bind.h"
#include "bindings/numpy.h"
#include "bindings/protos.h"
#include "netdef/predictor.h"

namespace py = pybind11;

namespace netdef {
namespace {

using ArrayMap = std::map<std::string, py::array>;

py::array ArrayOf(const py::handle& value, const std::string& name) {
  NETDEF_ENFORCE(py::isinstance<py::array>(value), "Input must be of type numpy array. Input '", name, "' is a ",
                 Py_TYPE(value.ptr())->tp_name);
  return py::reinterpret_borrow<py::array>(value);
}

ArrayMap NamedInputs(const Predictor& predictor, const py::object& inputs) {
  ArrayMap named;
  if (py::isinstance<py::dict>(inputs)) {
    for (const auto& [key, value] : inputs.cast<py::dict>()) {
      const std::string name = py::str(key);
      named.emplace(name, ArrayOf(value, name));
    }
    return named;
  }
  const auto& names = predictor.input_names();
  size_t i = 0;
  for (const py::handle value : inputs) {
    NETDEF_ENFORCE_LT(i, names.size(), "the call has more inputs than the net");
    named.emplace(names[i], ArrayOf(value, names[i]));
    ++i;
  }
  return named;
}

// Whether an array lies apart from all of `others` and can take a tensor as it is.
bool CanHold(const py::array& array, const std::vector<py::array>& others) {
  const char kind = array.dtype().kind();
  const bool numbers = kind == 'f' || kind == 'i' || kind == 'u' || kind == 'b';
  if (!numbers || !array.writeable() || (array.flags() & py::array::c_style) == 0) return false;
  const auto begin = [](const py::array& a) { return static_cast<const char*>(a.data()); };
  return std::none_of(others.begin(), others.end(), [&](const py::array& other) {
    return begin(array) < begin(other) + other.nbytes() && begin(other) < begin(array) + array.nbytes();
  });
}

// Inputs are read where they are. Outputs are fresh arrays, or those of `out`, where they are written at once if that can
// be. An output that no operator wrote is None.
py::dict Run(const Predictor& predictor, const py::object& inputs, const std::vector<std::string>& outputs,
             const std::optional<ArrayMap>& out) {
  const ArrayMap arrays = NamedInputs(predictor, inputs);
  std::vector<std::string> names;
  std::map<std::string, Tensor> tensors;
  for (const auto& [name, array] : arrays) {
    names.push_back(name);
    tensors[name] = TensorViewOfNumpy(array);
  }
  std::map<std::string, Tensor> places;
  if (out) {
    std::vector<py::array> others;
    for (const auto& [name, array] : arrays) others.push_back(array);
    for (const auto& [name, array] : *out) {
      if (CanHold(array, others)) places[name] = TensorViewOfNumpy(array);
      others.push_back(array);
    }
  }
  std::optional<Predictor::Call> call;
  {
    const py::gil_scoped_release release;
    call.emplace(predictor, names);
    for (const auto& [name, tensor] : tensors) call->Bind(name, tensor);
    for (const auto& [name, tensor] : places) call->BindOutput(name, tensor);
    call->Run();
  }
  py::dict results;
  for (const std::string& name : outputs) {
    const Blob& blob = call->Output(name);
    const bool tensor = blob.IsType<Tensor>();
    if (blob.empty() || (tensor && blob.Get<Tensor>().dtype() == DType::kUndefined)) {
      results[name.c_str()] = py::none();
    } else if (tensor && out && out->count(name) != 0) {
      const Tensor& value = blob.Get<Tensor>();
      const auto place = places.find(name);
      const bool lies_there = place != places.end() && value.raw_data() == place->second.raw_data() && value.dims() == place->second.dims() &&
                              value.dtype() == place->second.dtype();
      if (!lies_there) TensorIntoNumpy(value, out->at(name));
      results[name.c_str()] = out->at(name);
    } else {
      results[name.c_str()] = tensor ? TensorAsNumpy(call->TakeOutput(name)) : FetchBlob(blob, name);
    }
  }
  return results;
}

std::unique_ptr<Predictor> MakePredictor(Model model, bool optimize, size_t memory_limit, const ArrayMap& parameters) {
  for (const auto& [name, array] : parameters) model.values[name] = TensorInNumpy(array);
  const py::gil_scoped_release release;
  return std::make_unique<Predictor>(std::move(model), PredictorOptions{optimize, memory_limit});
}

}  // namespace

void BindPredictor(py::module_& m) {
  py::class_<PredictorInput>(m, "PredictorInput", "An input that a call of a Predictor supplies.")
      .def_readonly("name", &PredictorInput::name)
      .def_readonly("required", &PredictorInput::required)
      .def_readonly("placeholder", &PredictorInput::placeholder)
      .def_readonly("read_by", &PredictorInput::read_by)
      .def_readonly("op_index", &PredictorInput::op_index)
      .def("__repr__", [](const PredictorInput& i) { return "PredictorInput('" + i.name + "')"; });

  py::class_<PassReport>(m, "PassReport", "What a pass did while a net was prepared.")
      .def_readonly("pass_name", &PassReport::pass)
      .def_readonly("help", &PassReport::help)
      .def_readonly("changes", &PassReport::changes)
      .def("__repr__", [](const PassReport& s) { return s.pass + ": " + std::to_string(s.changes); });
  py::class_<StepProfile>(m, "StepProfile", "A step of a prepared net and what it took.")
      .def_readonly("op", &StepProfile::op, "Position in `net`.")
      .def_readonly("type", &StepProfile::type)
      .def_readonly("output", &StepProfile::output)
      .def_readonly("implementation", &StepProfile::implementation)
      .def_readonly("milliseconds", &StepProfile::milliseconds, "Median of the runs.")
      .def_readonly("flops", &StepProfile::flops)
      .def_readonly("bytes", &StepProfile::bytes);
  py::class_<MemoryReport>(m, "MemoryReport", "Bytes that a Predictor holds.")
      .def_readonly("parameters", &MemoryReport::parameters)
      .def_readonly("packed", &MemoryReport::packed, "Weights in the layouts of kernels.")
      .def_readonly("frames", &MemoryReport::frames, "Arenas and tensors of idle frames.")
      .def_readonly("frame_count", &MemoryReport::frame_count)
      .def("__repr__", [](const MemoryReport& r) {
        return internal::Concat("MemoryReport(parameters=", r.parameters, ", packed=", r.packed, ", frames=", r.frames, ", frame_count=", r.frame_count, ")");
      });

  py::class_<Predictor>(m, "Predictor",
                        "A pair of nets prepared once. Calls are complete in themselves and may run side by side.")
      .def(py::init([](const py::bytes& init_net, const py::bytes& predict_net, bool optimize, size_t memory_limit, const ArrayMap& parameters) {
             Model model;
             model.init = std::make_shared<caffe2::NetDef>(ParseProto<caffe2::NetDef>(init_net));
             model.predict = std::make_shared<caffe2::NetDef>(ParseProto<caffe2::NetDef>(predict_net));
             return MakePredictor(std::move(model), optimize, memory_limit, parameters);
           }),
           py::arg("init_net"), py::arg("predict_net"), py::arg("optimize") = true, py::arg("memory_limit") = 0, py::arg("parameters") = ArrayMap(),
           "parameters: arrays by name, beside what the init net fills or in its place. They are read where they lie, and must not change.")
      .def(py::init([](const Model& model, bool optimize, size_t memory_limit, const ArrayMap& parameters) {
             return MakePredictor(model, optimize, memory_limit, parameters);
           }),
           py::arg("model"), py::arg("optimize") = true, py::arg("memory_limit") = 0, py::arg("parameters") = ArrayMap())
      .def_property_readonly("inputs", &Predictor::inputs)
      .def_property_readonly("input_names", &Predictor::input_names)
      .def_property_readonly("output_names", &Predictor::output_names)
      .def_property_readonly("parameter_names", &Predictor::parameter_names)
      .def_property_readonly("state", &Predictor::state, "What makes calls take turns; empty for most nets.")
      .def_property_readonly("net", [](const Predictor& p) { return py::bytes(p.net().SerializeAsString()); },
                             "The NetDef that runs: optimised, but for any machine.")
      .def_property_readonly("source_net", [](const Predictor& p) { return py::bytes(p.source_net().SerializeAsString()); },
                             "The NetDef as it came.")
      .def_property_readonly("passes", &Predictor::passes, "What each pass did.")
      .def("profile", [](const Predictor& p, const py::object& inputs, int runs) {
             const ArrayMap arrays = NamedInputs(p, inputs);
             TensorMap tensors;
             for (const auto& [name, array] : arrays) tensors[name] = TensorViewOfNumpy(array);
             const py::gil_scoped_release release;
             return p.Profile(tensors, runs);
           }, py::arg("inputs"), py::arg("runs") = 10, "Runs several times; one StepProfile for each step of the prepared net.")
      .def("memory_report", &Predictor::Memory)
      .def("parameter", [](const Predictor& p, const std::string& name) {
             const Blob* blob = p.parameter(name);
             if (blob == nullptr) NETDEF_THROW_KIND(kNotFound, "the init net fills no blob '", name, "'");
             return FetchBlob(*blob, name);
           }, py::arg("name"), "A copy of what the init net filled.")
      .def("trim", &Predictor::Trim, "Frees the memory of idle frames.")
      .def("run", [](const Predictor& p, const py::object& inputs) {
             const py::dict results = Run(p, inputs, p.output_names(), std::nullopt);
             py::list list;
             for (const std::string& name : p.output_names()) list.append(results[name.c_str()]);
             return list;
           }, py::arg("inputs"),
           "inputs: a list of arrays for the first input_names, or a dict by name. Returns the arrays of output_names in "
           "order; None for one that no operator wrote.")
      .def("run_named", [](const Predictor& p, const py::object& inputs, std::optional<std::vector<std::string>> outputs,
                           const std::optional<ArrayMap>& out) {
             return Run(p, inputs, outputs ? *outputs : p.output_names(), out);
           }, py::arg("inputs"), py::arg("outputs") = py::none(), py::arg("out") = py::none(),
           "As run, but returns a dict. `outputs` names the blobs wanted; `out` maps names to arrays that are filled.");
}

}  // namespace netdef
