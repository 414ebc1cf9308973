// Squeeze of ONNX: without the axes of extent 1, or without those named.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> SqueezeShape(const ShapeInputs& in) {
  std::vector<bool> gone(in[0].dims.size());
  if (in.has(1)) {
    std::vector<int64_t> axes;
    if (!KnownInts(in, 1, &axes)) return {TensorSpec::Unknown(in[0].dtype)};
    gone = MarkAxes(axes, in[0].dims.size());
  } else {
    std::transform(in[0].dims.begin(), in[0].dims.end(), gone.begin(), [](int64_t d) { return d == 1; });
  }
  Dims dims;
  for (size_t i = 0; i < gone.size(); ++i) {
    NETDEF_ENFORCE(!gone[i] || in[0].dims[i] == 1, "axis ", i, " of a tensor of shape [", DimsString(in[0].dims), "] cannot be squeezed");
    if (!gone[i]) dims.push_back(in[0].dims[i]);
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

ONNX_OPERATOR_SCHEMA(Squeeze)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Shape(SqueezeShape)
    .SetDoc("Removes axes of extent 1.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "axes", "int64, 1-D; absent: all axes of extent 1.")
    .Output(0, "squeezed", "The same elements.");

REGISTER_ONNX_OPERATOR(Squeeze, ReshapingOp<>);

}  // namespace
}  // namespace netdef
