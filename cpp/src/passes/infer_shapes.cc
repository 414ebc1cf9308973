#include <set>

#include "core/shape_inputs.h"
#include "netdef/error.h"
#include "netdef/shapes.h"

namespace netdef {

TensorSpec SpecOf(const Blob& blob) {
  const Tensor* tensor = DenseTensorOf(blob);
  if (tensor == nullptr || !tensor->dtype_initialized()) return {};
  TensorSpec spec(tensor->dims(), tensor->dtype());
  spec.int8 = blob.IsType<Int8Tensor>();
  return spec;
}

bool Matches(const TensorSpec& spec, const Blob& blob) {
  const Tensor* tensor = DenseTensorOf(blob);
  if (tensor == nullptr || !tensor->dtype_initialized()) return !spec.known;
  return spec.known && spec.int8 == blob.IsType<Int8Tensor>() && spec.dtype == tensor->dtype() && spec.dims == tensor->dims();
}

std::vector<ShapeFault> InferShapes(const caffe2::NetDef& net, BlobSpecs* specs, const KnownValues& values) {
  std::vector<ShapeFault> faults;
  std::set<std::string> written;
  const auto spec = [&](const std::string& name) {
    const auto it = specs->find(name);
    return it == specs->end() ? TensorSpec() : it->second;
  };
  const auto contents = [&](const std::string& name) { return values && written.count(name) == 0 ? values(name) : nullptr; };
  for (int i = 0; i < net.op_size(); ++i) {
    const caffe2::OperatorDef& op = net.op(i);
    std::vector<TensorSpec> outputs(static_cast<size_t>(op.output_size()));
    if (const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain())) {
      try {
        outputs = schema->InferShapes(Arguments(op), ShapeInputsOf(op, spec, contents));
      } catch (const Error& e) {
        faults.push_back({i, e.message()});
      }
    }
    for (int o = 0; o < op.output_size(); ++o) {
      if (IsAbsent(op, op.output(o))) continue;
      (*specs)[op.output(o)] = outputs[static_cast<size_t>(o)];
      written.insert(op.output(o));
    }
  }
  return faults;
}

}  // namespace netdef
