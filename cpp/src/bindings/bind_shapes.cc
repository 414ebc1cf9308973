// Shape inference and costs of nets.
#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "bindings/protos.h"
#include "bindings/workspaces.h"
#include "netdef/shapes.h"

namespace py = pybind11;

namespace netdef {
namespace {

py::bytes ToProto(const BlobSpecs& specs) {
  caffe2::TensorShapes shapes;
  for (const auto& [name, spec] : specs) {
    caffe2::TensorShape* shape = shapes.add_shapes();
    shape->set_name(name);
    const int wire = GetDTypeInfo(spec.dtype).wire;
    if (caffe2::TensorProto::DataType_IsValid(wire)) shape->set_data_type(static_cast<caffe2::TensorProto::DataType>(wire));
    if (!spec.known) shape->set_unknown_shape(true);
    for (int64_t d : spec.dims) shape->add_dims(d);
  }
  return shapes.SerializeAsString();
}

py::bytes Infer(const std::vector<py::bytes>& nets, BlobSpecs specs, const KnownValues& values = {}) {
  for (const py::bytes& bytes : nets) InferShapes(ParseProto<caffe2::NetDef>(bytes), &specs, values);
  return ToProto(specs);
}

py::bytes InferFromMap(const std::vector<py::bytes>& nets, const std::map<std::string, Dims>& dims,
                       const std::map<std::string, int>& types) {
  BlobSpecs specs;
  for (const auto& [name, shape] : dims) {
    const auto type = types.find(name);
    const int wire = type == types.end() ? caffe2::TensorProto::FLOAT : type->second;
    const DType dtype = DTypeFromWire(wire);
    NETDEF_ENFORCE(dtype != DType::kUndefined, "unknown data type ", wire, " of blob ", name);
    specs[name] = TensorSpec(shape, dtype);
  }
  return Infer(nets, std::move(specs));
}

py::bytes InferFromWorkspace(const std::vector<py::bytes>& nets) {
  Workspace& ws = Workspaces::Get().Current()->Get();
  BlobSpecs specs;
  for (const std::string& name : ws.Blobs()) {
    TensorSpec spec = SpecOf(*ws.GetBlob(name));
    if (spec.known) specs[name] = std::move(spec);
  }
  return Infer(nets, std::move(specs), [&ws](const std::string& name) -> const Tensor* {
    const Blob* blob = ws.GetBlob(name);
    return blob != nullptr && blob->IsType<Tensor>() ? &blob->Get<Tensor>() : nullptr;
  });
}

std::pair<uint64_t, uint64_t> OperatorCost(const py::bytes& bytes, const std::vector<std::string>& blobs) {
  const auto op = ParseProto<caffe2::OperatorDef>(bytes);
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  if (schema == nullptr) NETDEF_THROW_KIND(kUnknownOperator, "no schema of operator '", op.type(), "' is known");
  ShapeInputs in;
  in.num_outputs = op.output_size();
  for (const std::string& name : blobs) in.specs.push_back(SpecOf(PyBlob(Workspaces::Get().Current(), name).Get()));
  in.values.assign(blobs.size(), nullptr);
  const Arguments arguments(op);
  const OpCost cost = schema->InferCost(arguments, in, schema->InferShapes(arguments, in));
  return {static_cast<uint64_t>(cost.flops), static_cast<uint64_t>(cost.bytes_written)};
}

}  // namespace

void BindShapes(py::module_& m) {
  m.def("infer_shapes_and_types_from_workspace", &InferFromWorkspace, py::arg("nets"),
        "A serialized TensorShapes: what the current workspace's blobs make of the nets' blobs.");
  m.def("infer_shapes_and_types_from_map", [](const std::vector<py::bytes>& nets, const std::map<std::string, Dims>& dims) {
    return InferFromMap(nets, dims, {});
  }, py::arg("nets"), py::arg("dims"), "A serialized TensorShapes, from float inputs of the given dims.");
  m.def("infer_shapes_and_types_from_map", &InferFromMap, py::arg("nets"), py::arg("dims"), py::arg("types"));
  m.def("get_operator_cost", &OperatorCost, py::arg("op_def"), py::arg("blobs"),
        "(floating-point operations, bytes written) of one run on blobs of the current workspace.");
}

}  // namespace netdef
