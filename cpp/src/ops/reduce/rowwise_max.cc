// RowwiseMax: the largest element of each row of a batch of matrices.
// dX = dY where x is the largest, 0 elsewhere; elements that tie all get it.
#include "ops/reduce/_matrix_max.h"

namespace netdef {
namespace {

constexpr size_t kAxis = 2;  // columns

OPERATOR_SCHEMA(RowwiseMax)
    .FillUsing(MatrixMaxSchema<kAxis>)
    .SetDoc("The largest element of each row of a batch of matrices.")
    .Output(0, "Y", "One maximum for each row: batch, rows.");

OPERATOR_SCHEMA(RowwiseMaxGradient).FillUsing(MatrixMaxGradientSchema<kAxis>).SetDoc("Gradient of RowwiseMax.");

REGISTER_CPU_OPERATOR(RowwiseMax, MatrixMaxOp<kAxis>);
REGISTER_CPU_OPERATOR(RowwiseMaxGradient, MatrixMaxGradientOp<kAxis>);
SIMPLE_GRADIENT(RowwiseMax, "RowwiseMaxGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
