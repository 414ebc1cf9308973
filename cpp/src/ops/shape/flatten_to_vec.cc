// FlattenToVec: X as a vector.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(FlattenToVec)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(!in[0].dims.empty(), "The rank of the tensor must be >= 1.");
      return std::vector<TensorSpec>{{{NumElements(in[0].dims)}, in[0].dtype}};
    })
    .SetDoc("Turns a tensor into a vector.")
    .Input(0, "X", "Tensor of any type with at least one dim.")
    .Output(0, "Y", "Vector of the elements of X.");

REGISTER_CPU_OPERATOR(FlattenToVec, ReshapingOp<>);
SIMPLE_GRADIENT(FlattenToVec, "ResizeLike", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
