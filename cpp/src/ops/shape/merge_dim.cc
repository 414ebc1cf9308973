// MergeDim: the first two axes as one.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(MergeDim)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Shape([](const ShapeInputs& in) {
      const Dims& dims = in[0].dims;
      NETDEF_ENFORCE(dims.size() > 1, "Input must be at least 2D, got shape [", DimsString(dims), "]");
      return std::vector<TensorSpec>{{ConcatDims({dims[0] * dims[1]}, DimsFrom(dims, 2)), in[0].dtype}};
    })
    .SetDoc("Merges the first two axes into one.")
    .Input(0, "X", "Tensor of any type with at least two dims.")
    .Output(0, "Y", "The elements of X in one dim less.");

REGISTER_CPU_OPERATOR(MergeDim, ReshapingOp<>);
GRADIENT_NOT_IMPLEMENTED_YET(MergeDim);

}  // namespace
}  // namespace netdef
