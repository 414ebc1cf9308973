// Operator types whose kernels, shape rules and gradients are Python functions: what @netdef.op registers.
#include <pybind11/stl.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/bind.h"
#include "bindings/numpy.h"
#include "bindings/python_op.h"
#include "netdef/operator.h"
#include "netdef/proto_utils.h"

namespace py = pybind11;

namespace netdef {
namespace {

// (name, default as the catalogue shows it; none: required, help)
using ArgumentDeclaration = std::tuple<std::string, std::optional<std::string>, std::string>;
using SpecTuple = std::pair<Dims, std::string>;  // dims and the name of the element type

// The functions of the types, by type and engine. Used with the GIL held; never destroyed, as the interpreter ends first.
std::map<std::pair<std::string, std::string>, py::object>& Kernels() {
  static auto* kernels = new std::map<std::pair<std::string, std::string>, py::object>();
  return *kernels;
}

py::object ToPython(const caffe2::Argument& arg) {
  if (arg.has_f()) return py::float_(arg.f());
  if (arg.has_i()) return py::int_(arg.i());
  if (arg.has_s()) return py::bytes(arg.s());
  if (arg.floats_size() != 0) return py::cast(std::vector<float>(arg.floats().begin(), arg.floats().end()));
  if (arg.ints_size() != 0) return py::cast(std::vector<int64_t>(arg.ints().begin(), arg.ints().end()));
  py::list strings;
  for (const std::string& s : arg.strings()) strings.append(py::bytes(s));
  return strings;
}

py::dict ArgumentsOf(const OperatorDef& def) {
  py::dict arguments;
  for (const caffe2::Argument& arg : def.arg()) arguments[py::str(arg.name())] = ToPython(arg);
  return arguments;
}

// Calls the function with the inputs as arrays in the tensors' memory, and keeps copies of what it returns.
class PythonTypeOp final : public Operator<CPUContext> {
 public:
  PythonTypeOp(const OperatorDef& def, Workspace* ws, std::string engine) : Operator<CPUContext>(def, ws), engine_(std::move(engine)) {}

  bool RunOnDevice() override {
    const py::gil_scoped_acquire gil;
    py::list inputs;
    for (int i = 0; i < InputSize(); ++i) inputs.append(TensorAsNumpy(Input(i)));
    try {
      const py::list outputs = Kernels().at({type(), engine_})(inputs, ArgumentsOf(debug_def()));
      NETDEF_ENFORCE(py::len(outputs) == static_cast<size_t>(OutputSize()), "[", type(), "] the Python function returned ",
                     py::len(outputs), " outputs, the operator has ", OutputSize());
      for (int i = 0; i < OutputSize(); ++i) *Output(i) = TensorFromNumpy(outputs[static_cast<size_t>(i)].cast<py::array>());
    } catch (py::error_already_set& e) {
      throw PythonError(e);
    }
    return true;
  }

 private:
  const std::string engine_;
};

std::vector<caffe2::TensorShape> CallShapes(const py::object& shapes, const OperatorDef& def, const std::vector<caffe2::TensorShape>& in) {
  const py::gil_scoped_acquire gil;
  std::vector<SpecTuple> inputs;
  for (const caffe2::TensorShape& shape : in) {
    inputs.emplace_back(Dims(shape.dims().begin(), shape.dims().end()), DTypeName(DTypeFromWire(shape.data_type())));
  }
  std::vector<caffe2::TensorShape> out;
  try {
    for (const auto& [dims, dtype] : shapes(inputs, ArgumentsOf(def)).cast<std::vector<SpecTuple>>()) {
      caffe2::TensorShape& shape = out.emplace_back();
      for (int64_t d : dims) shape.add_dims(d);
      shape.set_data_type(static_cast<caffe2::TensorProto::DataType>(GetDTypeInfo(DTypeFromName(dtype)).wire));
    }
  } catch (py::error_already_set& e) {
    throw PythonError(e);
  }
  NETDEF_ENFORCE(out.size() == static_cast<size_t>(def.output_size()), "the shape function returned ", out.size(),
                 " outputs, the operator has ", def.output_size());
  return out;
}

void RegisterKernel(const std::string& type, const std::string& engine, const py::object& kernel, const std::string& file, int line) {
  Kernels()[{type, engine}] = kernel;
  if (OperatorRegistry::Find({type, engine, CPU, ""}) != nullptr) return;  // the same function, defined anew
  OperatorRegistry::Register({type, engine, CPU, ""},
                             [engine](const OperatorDef& def, Workspace* ws) { return std::make_unique<PythonTypeOp>(def, ws, engine); },
                             file.c_str(), line);
}

void RegisterSchema(const std::string& type, const std::string& doc, const std::vector<std::string>& inputs, int required_inputs,
                    const std::vector<std::string>& outputs, const std::vector<ArgumentDeclaration>& arguments,
                    const py::object& shapes, const std::string& file, int line) {
  OpSchema& schema = OpSchemaRegistry::New(type.c_str(), "", file.c_str(), line);
  schema.NumInputs(required_inputs, static_cast<int>(inputs.size())).NumOutputs(static_cast<int>(outputs.size()));
  schema.SetDoc(doc).SideEffect(kCallsPython);
  for (size_t i = 0; i < inputs.size(); ++i) schema.Input(static_cast<int>(i), inputs[i], "");
  for (size_t i = 0; i < outputs.size(); ++i) schema.Output(static_cast<int>(i), outputs[i], "");
  for (const auto& [name, fallback, help] : arguments) {
    schema.Arg(name, fallback ? help + (help.empty() ? "" : " ") + "Default: " + *fallback + "." : help, !fallback.has_value());
  }
  if (shapes.is_none()) {
    schema.ShapeDependsOnData(kPythonDecides);
  } else {
    const auto* kept = new py::object(shapes);
    schema.TensorInferenceFunction([kept](const OperatorDef& def, const std::vector<caffe2::TensorShape>& in) { return CallShapes(*kept, def, in); });
  }
}

void RegisterGradient(const std::string& type, bool has_gradient, const std::string& file, int line) {
  if (!has_gradient) {
    GradientRegistry::Register(type.c_str(), "", GradientRegistry::ShouldNotDo("no gradient function was given"), file.c_str(), line);
    return;
  }
  const auto plan = [](const GradientMakerBase& m) {
    GradientPlan gradient{m.Def().type() + "Gradient", {}, {}};
    for (int i = 0; i < m.InputSize(); ++i) gradient.inputs.push_back(grad::I(i));
    for (int i = 0; i < m.OutputSize(); ++i) gradient.inputs.push_back(grad::O(i));
    for (int i = 0; i < m.OutputSize(); ++i) gradient.inputs.push_back(grad::GO(i));
    for (int i = 0; i < m.InputSize(); ++i) gradient.outputs.push_back(grad::GI(i));
    return gradient;
  };
  GradientRegistry::Register(type.c_str(), "", GradientRegistry::Simple(plan), file.c_str(), line);
}

}  // namespace

void BindOperatorTypes(py::module_& m) {
  m.def("register_operator_kernel", &RegisterKernel, py::arg("type"), py::arg("engine"), py::arg("kernel"), py::arg("file"), py::arg("line"),
        "Registers kernel(list of arrays, dict of arguments) -> list of arrays; one that Python registered before is replaced.");
  m.def("register_operator_schema", &RegisterSchema, py::arg("type"), py::arg("doc"), py::arg("inputs"), py::arg("required_inputs"),
        py::arg("outputs"), py::arg("arguments"), py::arg("shapes"), py::arg("file"), py::arg("line"),
        "Registers the schema of an operator type. shapes(list of (dims, dtype), dict of arguments) -> the same for the outputs.");
  m.def("register_operator_gradient", &RegisterGradient, py::arg("type"), py::arg("has_gradient"), py::arg("file"), py::arg("line"),
        "The gradient of `type` is `type`Gradient, which gets inputs, outputs and the outputs' gradients; or there is none.");
  m.def("python_operator_kernels", [] {
    std::vector<std::pair<std::string, std::string>> keys;
    for (const auto& entry : Kernels()) keys.push_back(entry.first);
    return keys;
  }, "(type, engine) of the kernels that are Python functions.");
}

}  // namespace netdef
