// Flatten of ONNX: a matrix of the dims before `axis` and those from it on.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct FlattenArgs {
  int64_t axis = 1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "First dim of the columns; negative: counted from the end.");
  }
};

std::vector<TensorSpec> FlattenShape(const FlattenArgs& args, const ShapeInputs& in) {
  const auto rank = static_cast<int64_t>(in[0].dims.size());
  NETDEF_ENFORCE(args.axis >= -rank && args.axis <= rank, "axis ", args.axis, " is out of range for ", rank, " dimensions");
  const int64_t axis = args.axis < 0 ? args.axis + rank : args.axis;
  return OneSpec({SizeToDim(in[0].dims, axis), SizeFromDim(in[0].dims, axis)}, in[0].dtype);
}

ONNX_OPERATOR_SCHEMA(Flatten)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<FlattenArgs>()
    .Shape<FlattenArgs>(FlattenShape)
    .SetDoc("Makes a tensor a matrix.")
    .Input(0, "input", "Tensor of any type.")
    .Output(0, "output", "The same elements, 2-D.");

REGISTER_ONNX_OPERATOR(Flatten, ReshapingOp<FlattenArgs>);

}  // namespace
}  // namespace netdef
