// What operator types say about themselves: schemas, engines, gradients' kinds, shape inference of one operator.
#include <pybind11/stl.h>

#include <optional>

#include "bindings/bind.h"
#include "bindings/protos.h"
#include "netdef/gradient.h"
#include "netdef/registry.h"
#include "netdef/schema.h"

namespace py = pybind11;

namespace netdef {
namespace {

// (dims, dtype name, is int8), or None where nothing is known; the dtype of an absent input is "".
using Spec = std::optional<std::tuple<Dims, std::string, bool>>;

TensorSpec FromPython(const Spec& spec) {
  if (!spec) return TensorSpec();
  if (std::get<1>(*spec).empty()) {
    TensorSpec absent;
    absent.absent = true;
    return absent;
  }
  TensorSpec out(std::get<0>(*spec), DTypeFromName(std::get<1>(*spec)));
  out.int8 = std::get<2>(*spec);
  return out;
}

Spec ToPython(const TensorSpec& spec) {
  if (!spec.known) return std::nullopt;
  return std::make_tuple(spec.dims, std::string(DTypeName(spec.dtype)), spec.int8);
}

std::vector<Spec> Infer(const OpSchema& schema, const py::bytes& op, const std::vector<Spec>& inputs) {
  const auto def = ParseProto<caffe2::OperatorDef>(op);
  ShapeInputs in;
  for (const Spec& spec : inputs) in.specs.push_back(FromPython(spec));
  in.values.assign(inputs.size(), nullptr);
  in.num_outputs = def.output_size();
  std::vector<Spec> out;
  for (const TensorSpec& spec : schema.InferShapes(Arguments(def), in)) out.push_back(ToPython(spec));
  return out;
}

const char* KindName(const GradientRegistry::Entry* entry) {
  if (entry == nullptr) return "";
  switch (entry->kind) {
    case GradientRegistry::Kind::kMaker: return "maker";
    case GradientRegistry::Kind::kNoGradient: return "none";
    case GradientRegistry::Kind::kShouldNotDo: return "should_not_do";
    case GradientRegistry::Kind::kNotImplemented: return "not_implemented";
  }
  return "";
}

std::vector<std::string> Engines(const std::string& type, const std::string& domain) {
  std::vector<std::string> engines;
  for (const OperatorKey& key : OperatorRegistry::Keys()) {
    if (key.type == type && key.domain == domain && key.device == CPU) engines.push_back(key.engine);
  }
  return engines;
}

}  // namespace

void BindSchema(py::module_& m) {
  py::class_<ArgDoc>(m, "OpArg", "An argument as a schema declares it.")
      .def_readonly("name", &ArgDoc::name)
      .def_readonly("type", &ArgDoc::type)
      .def_readonly("default", &ArgDoc::default_value)
      .def_readonly("description", &ArgDoc::help)
      .def_readonly("required", &ArgDoc::required)
      .def("__repr__", [](const ArgDoc& a) { return "OpArg(" + a.name + ")"; });

  const auto blobs = [](const std::vector<BlobDoc>& docs) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const BlobDoc& doc : docs) out.emplace_back(doc.name, doc.help);
    return out;
  };
  py::class_<OpSchema, std::unique_ptr<OpSchema, py::nodelete>>(m, "OpSchema", "What an operator type says about itself.")
      .def_static("get", &OpSchemaRegistry::Schema, py::arg("type"), py::arg("domain") = "",
                  py::return_value_policy::reference, "The schema of `type`, None where there is none.")
      .def_static("keys", &OpSchemaRegistry::Keys, "(domain, type) of all schemas, sorted.")
      .def_property_readonly("type", &OpSchema::type)
      .def_property_readonly("file", &OpSchema::file)
      .def_property_readonly("line", &OpSchema::line)
      .def_property_readonly("doc", &OpSchema::doc)
      .def_property_readonly("differs", &OpSchema::differs)
      .def_property_readonly("args", [](const OpSchema& s) { return s.args(); })
      .def_property_readonly("input_desc", [blobs](const OpSchema& s) { return blobs(s.inputs()); })
      .def_property_readonly("output_desc", [blobs](const OpSchema& s) { return blobs(s.outputs()); })
      .def_property_readonly("min_input", &OpSchema::min_input)
      .def_property_readonly("max_input", &OpSchema::max_input)
      .def_property_readonly("min_output", &OpSchema::min_output)
      .def_property_readonly("max_output", &OpSchema::max_output)
      .def_property_readonly("side_effect", &OpSchema::side_effect)
      .def_property_readonly("stateful", &OpSchema::stateful)
      .def_property_readonly("has_shape_rule", &OpSchema::has_shape_rule)
      .def_property_readonly("shape_depends_on_data", &OpSchema::shape_depends_on_data)
      .def("num_inputs_allowed", &OpSchema::AcceptsInputs)
      .def("num_outputs_allowed", &OpSchema::AcceptsOutputs)
      .def("inplace_allowed", &OpSchema::AllowsInplace, py::arg("input"), py::arg("output"))
      .def("inplace_enforced", &OpSchema::EnforcesInplace, py::arg("input"), py::arg("output"))
      .def("faults", [](const OpSchema& s, const py::bytes& op) {
        return s.Faults(ParseProto<caffe2::OperatorDef>(op));
      }, py::arg("op"), "Every way in which the operator definition breaks the schema.")
      .def("infer", &Infer, py::arg("op"), py::arg("inputs"),
           "Specs of the outputs from those of the inputs; a spec is (dims, dtype name, is int8) or None.");

  m.def("dtypes", [] {
    std::vector<std::tuple<std::string, size_t, int, int, std::string>> rows;
    for (const DTypeInfo& info : DTypes()) {
      rows.emplace_back(info.name, info.itemsize, info.wire, info.onnx, info.ml_dtypes != nullptr ? info.ml_dtypes : info.numpy);
    }
    return rows;
  }, "(name, bytes, code of Caffe2's TensorProto or 0, code of ONNX's, type of numpy or ml_dtypes) of all element types.");
  m.def("engines", &Engines, py::arg("type"), py::arg("domain") = "", "Engines with a CPU kernel; '' is the plain one.");
  m.def("gradient_kind", [](const std::string& type, const std::string& domain) {
    const GradientRegistry::Entry* entry = GradientRegistry::Find(type, domain);
    return std::make_pair(std::string(KindName(entry)), entry == nullptr ? std::string() : entry->why);
  }, py::arg("type"), py::arg("domain") = "",
     "(kind, why): kind is maker, none, should_not_do, not_implemented, or empty where nothing is registered.");
}

}  // namespace netdef
