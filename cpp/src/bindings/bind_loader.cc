// Files and bytes to models, and the limits on what they may cost.
#include <pybind11/stl.h>

#include <string>

#include "bindings/bind.h"
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/error.h"
#include "netdef/loader.h"
#include "netdef/passes.h"
#include "netdef/serialize.h"

namespace py = pybind11;

namespace netdef {
namespace {

template <typename Field>
void SetField(Limits* limits, const char* name, Field Limits::* field, const py::kwargs& kwargs) {
  if (kwargs.contains(name)) limits->*field = kwargs[name].cast<Field>();
}

template <typename Visit>
void EachLimit(Visit&& visit) {
  visit("bytes", &Limits::bytes, "Bytes of one file or byte string.");
  visit("memory", &Limits::memory, "Bytes of memory of the objects that one message becomes.");
  visit("tensor_bytes", &Limits::tensor_bytes, "Bytes of all tensors that a model declares together.");
  visit("elements", &Limits::elements, "Elements of one tensor.");
  visit("operators", &Limits::operators, "Operators of a model, those of nested nets included.");
  visit("dims", &Limits::dims, "Dimensions of one tensor.");
  visit("nesting", &Limits::nesting, "Messages inside messages.");
}

LoadOptions Options(const Limits& limits, std::vector<std::string> allow, bool keep_devices, bool verify) {
  LoadOptions options;
  options.limits = limits;
  options.allow = std::move(allow);
  options.keep_devices = keep_devices;
  options.verify = verify;
  return options;
}

py::bytes Serialized(const std::shared_ptr<const caffe2::NetDef>& net) { return net->SerializeAsString(); }

}  // namespace

void BindLoader(py::module_& m) {
  py::class_<Limits> limits(m, "Limits", "What untrusted bytes may cost; the defaults let every real model through.");
  limits.def(py::init([](const py::kwargs& kwargs) {
    Limits out;
    size_t known = 0;
    EachLimit([&](const char* name, auto field, const char*) {
      known += kwargs.contains(name);
      SetField(&out, name, field, kwargs);
    });
    if (known != kwargs.size()) throw py::type_error("Limits() got an unknown limit: " + std::string(py::str(kwargs)));
    return out;
  }));
  EachLimit([&](const char* name, auto field, const char* help) { limits.def_readwrite(name, field, help); });

  py::class_<Model>(m, "Model", "The nets of a model, as the loader found them.")
      .def_readonly("name", &Model::name)
      .def_readonly("source", &Model::source)
      .def_readonly("inputs", &Model::inputs, "As an exported database lists them; empty where the nets alone tell.")
      .def_readonly("outputs", &Model::outputs)
      .def_readonly("parameters", &Model::parameters)
      .def_readonly("notes", &Model::notes, "What the loader decided on its own.")
      .def_readonly("faults", &Model::faults, "A report, where faults were not to be raised.")
      .def_property_readonly("init", [](const Model& model) { return Serialized(model.init); }, "The serialized init net.")
      .def_property_readonly("predict", [](const Model& model) { return Serialized(model.predict); }, "The serialized predict net.");

  m.def("load_model", [](const std::string& path, const std::string& other, const Limits& limit, std::vector<std::string> allow,
                         bool keep_devices, bool verify) {
    py::gil_scoped_release release;
    return LoadModel(path, other, Options(limit, std::move(allow), keep_devices, verify));
  }, py::arg("path"), py::arg("other") = "", py::kw_only(), py::arg_v("limits", Limits(), "Limits()"), py::arg("allow") = std::vector<std::string>(),
     py::arg("keep_devices") = false, py::arg("verify") = true,
     "The model in a file, a folder or a database; of a pair, either file will do.");
  m.def("load_model_from_bytes", [](const py::bytes& bytes, const py::bytes& other, const Limits& limit,
                                    std::vector<std::string> allow, bool keep_devices, bool verify) {
    const auto first = static_cast<std::string_view>(bytes), second = static_cast<std::string_view>(other);
    py::gil_scoped_release release;
    return LoadModelFromBytes(first, second, Options(limit, std::move(allow), keep_devices, verify));
  }, py::arg("bytes"), py::arg("other") = py::bytes(), py::kw_only(), py::arg_v("limits", Limits(), "Limits()"),
     py::arg("allow") = std::vector<std::string>(), py::arg("keep_devices") = false, py::arg("verify") = true,
     "The model whose nets these are, binary or text, in any order.");
  m.def("describe_file", [](const py::bytes& bytes) { return DescribeFormat(SniffFormat(static_cast<std::string_view>(bytes))); },
        py::arg("bytes"), "What kind of file begins like this.");
  m.def("net_passes", &NetPasses::Names, "Rewrites of nets by name, with what they do.");
  m.def("apply_net_pass", [](const std::string& name, const py::bytes& net) {
    auto def = ParseMessage<caffe2::NetDef>(static_cast<std::string_view>(net));
    NetPasses::Apply(name, &def);
    return py::bytes(def.SerializeAsString());
  }, py::arg("name"), py::arg("net"), "A serialized net after the rewrite `name`.");
}

}  // namespace netdef
