// ColwiseMax: the largest element of each column of a batch of matrices.
// dX = dY where x is the largest, 0 elsewhere; elements that tie all get it.
#include "ops/reduce/_matrix_max.h"

namespace netdef {
namespace {

constexpr size_t kAxis = 1;  // rows

OPERATOR_SCHEMA(ColwiseMax)
    .FillUsing(MatrixMaxSchema<kAxis>)
    .SetDoc("The largest element of each column of a batch of matrices.")
    .Output(0, "Y", "One maximum for each column: batch, columns.");

OPERATOR_SCHEMA(ColwiseMaxGradient).FillUsing(MatrixMaxGradientSchema<kAxis>).SetDoc("Gradient of ColwiseMax.");

REGISTER_CPU_OPERATOR(ColwiseMax, MatrixMaxOp<kAxis>);
REGISTER_CPU_OPERATOR(ColwiseMaxGradient, MatrixMaxGradientOp<kAxis>);
SIMPLE_GRADIENT(ColwiseMax, "ColwiseMaxGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
