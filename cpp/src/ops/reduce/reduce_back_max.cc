// ReduceBackMax: the maximum over the last `num_reduce_dim` dims of X, or over the first lengths[i] elements of each result.
// dX = dY where x is the maximum, 0 elsewhere; elements that tie all get it.
#include "ops/reduce/_ends_max.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ReduceBackMax)
    .FillUsing(ReduceEndSchema<End::kBack>)
    .SetDoc("Maximum over the last dims of a tensor.");

OPERATOR_SCHEMA(ReduceBackMaxGradient).FillUsing(ReduceEndMaxGradientSchema).SetDoc("Gradient of ReduceBackMax.");

REGISTER_CPU_OPERATOR(ReduceBackMax, ReduceEndOp<EndMax, End::kBack, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceBackMaxGradient, ReduceEndMaxGradientOp<End::kBack>);
REGISTER_GRADIENT(ReduceBackMax, GetReduceEndMaxGradient);

}  // namespace
}  // namespace netdef
