// Unsqueeze of ONNX: with axes of extent 1 inserted; they are named as the output counts them.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> UnsqueezeShape(const ShapeInputs& in) {
  std::vector<int64_t> axes;
  if (!KnownInts(in, 1, &axes)) return {TensorSpec::Unknown(in[0].dtype)};
  const std::vector<bool> added = MarkAxes(axes, in[0].dims.size() + axes.size());
  Dims dims;
  size_t next = 0;
  for (bool is_new : added) dims.push_back(is_new ? 1 : in[0].dims[next++]);
  return OneSpec(std::move(dims), in[0].dtype);
}

ONNX_OPERATOR_SCHEMA(Unsqueeze)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(UnsqueezeShape)
    .SetDoc("Inserts axes of extent 1.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "axes", "int64, 1-D: places in the output.")
    .Output(0, "expanded", "The same elements.");

REGISTER_ONNX_OPERATOR(Unsqueeze, ReshapingOp<>);

}  // namespace
}  // namespace netdef
