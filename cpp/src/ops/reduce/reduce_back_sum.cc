// ReduceBackSum: the sum over the last `num_reduce_dim` dims of X, or over the first lengths[i] elements of each result.
// dX = dY.
#include "ops/reduce/_ends.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ReduceBackSum)
    .FillUsing(ReduceEndSchema<End::kBack>)
    .SetDoc("Sum over the last dims of a tensor.");

OPERATOR_SCHEMA(ReduceBackSumGradient).FillUsing(ReduceEndGradientSchema).SetDoc("Gradient of ReduceBackSum.");

REGISTER_CPU_OPERATOR(ReduceBackSum, ReduceEndOp<EndSum, End::kBack, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceBackSumGradient, ReduceEndGradientOp<EndSum, End::kBack, NumericTypes>);
REGISTER_GRADIENT(ReduceBackSum, GetReduceEndGradient);

}  // namespace
}  // namespace netdef
