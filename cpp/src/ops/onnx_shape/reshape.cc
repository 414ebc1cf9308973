// Reshape of ONNX: the same elements under another shape. A dim of -1 is found, one of 0 copied unless allowzero.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct ReshapeArgs {
  bool allowzero = false;

  template <typename V>
  void Fields(V& v) {
    v("allowzero", allowzero, "A dim of 0 is 0 and not that of the input.");
  }
};

std::vector<TensorSpec> ReshapeShape(const ReshapeArgs& args, const ShapeInputs& in) {
  Dims dims;
  if (!KnownInts(in, 1, &dims)) return {TensorSpec::Unknown(in[0].dtype)};
  int64_t found = -1;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 && !args.allowzero) {
      NETDEF_ENFORCE(i < in[0].dims.size(), "dim ", i, " of the shape is 0, but the input has only ", in[0].dims.size(), " dims");
      dims[i] = in[0].dims[i];
    }
    if (dims[i] != -1) continue;
    NETDEF_ENFORCE(found < 0, "only one dim of the shape [", DimsString(dims), "] may be -1");
    found = static_cast<int64_t>(i);
    dims[i] = 1;
  }
  if (found >= 0) {
    const int64_t rest = NumElements(dims), n = NumElements(in[0].dims);
    NETDEF_ENFORCE(rest != 0 && n % rest == 0, "a tensor of shape [", DimsString(in[0].dims), "] has no shape like the one asked for: ", n,
                   " elements in steps of ", rest);
    dims[static_cast<size_t>(found)] = n / rest;
  }
  CheckSameCount(in[0].dims, dims);
  return OneSpec(std::move(dims), in[0].dtype);
}

ONNX_OPERATOR_SCHEMA(Reshape)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<ReshapeArgs>()
    .Shape<ReshapeArgs>(ReshapeShape)
    .SetDoc("Gives a tensor another shape.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "shape", "int64, 1-D: the shape; one dim may be -1.")
    .Output(0, "reshaped", "The same elements.");

REGISTER_ONNX_OPERATOR(Reshape, ReshapingOp<ReshapeArgs>);

}  // namespace
}  // namespace netdef
