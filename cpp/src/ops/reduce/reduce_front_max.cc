// ReduceFrontMax: the maximum over the first `num_reduce_dim` dims of X, or over the first lengths[i] elements of each result.
// dX = dY where x is the maximum, 0 elsewhere; elements that tie all get it.
#include "ops/reduce/_ends_max.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ReduceFrontMax)
    .FillUsing(ReduceEndSchema<End::kFront>)
    .SetDoc("Maximum over the first dims of a tensor.");

OPERATOR_SCHEMA(ReduceFrontMaxGradient).FillUsing(ReduceEndMaxGradientSchema).SetDoc("Gradient of ReduceFrontMax.");

REGISTER_CPU_OPERATOR(ReduceFrontMax, ReduceEndOp<EndMax, End::kFront, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceFrontMaxGradient, ReduceEndMaxGradientOp<End::kFront>);
REGISTER_GRADIENT(ReduceFrontMax, GetReduceEndMaxGradient);

}  // namespace
}  // namespace netdef
