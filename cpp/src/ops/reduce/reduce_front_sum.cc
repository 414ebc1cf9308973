// ReduceFrontSum: the sum over the first `num_reduce_dim` dims of X, or over the first lengths[i] elements of each result.
// dX = dY.
#include "ops/reduce/_ends.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ReduceFrontSum)
    .FillUsing(ReduceEndSchema<End::kFront>)
    .SetDoc("Sum over the first dims of a tensor.");

OPERATOR_SCHEMA(ReduceFrontSumGradient).FillUsing(ReduceEndGradientSchema).SetDoc("Gradient of ReduceFrontSum.");

REGISTER_CPU_OPERATOR(ReduceFrontSum, ReduceEndOp<EndSum, End::kFront, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceFrontSumGradient, ReduceEndGradientOp<EndSum, End::kFront, NumericTypes>);
REGISTER_GRADIENT(ReduceFrontSum, GetReduceEndGradient);

}  // namespace
}  // namespace netdef
