// ResizeLike: the elements of X in the shape of another tensor.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ResizeLike)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(NumElements(in[0].dims), NumElements(in[1].dims), "[ResizeLike] both inputs must have the same size");
      return std::vector<TensorSpec>{{in[1].dims, in[0].dtype}};
    })
    .SetDoc("Gives a tensor the shape of another one of the same size.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "shape_tensor", "Tensor that gives the shape; its elements are not read.")
    .Output(0, "Y", "The elements of X in that shape.");

REGISTER_CPU_OPERATOR(ResizeLike, ReshapingOp<>);
SHOULD_NOT_DO_GRADIENT(ResizeLike);

}  // namespace
}  // namespace netdef
