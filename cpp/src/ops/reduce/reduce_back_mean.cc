// ReduceBackMean: the mean over the last `num_reduce_dim` dims of X, or over the first lengths[i] elements of each result.
// dX = dY / number of elements.
#include "ops/reduce/_ends.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ReduceBackMean)
    .FillUsing(ReduceEndSchema<End::kBack>)
    .SetDoc("Mean over the last dims of a tensor.");

OPERATOR_SCHEMA(ReduceBackMeanGradient).FillUsing(ReduceEndGradientSchema).SetDoc("Gradient of ReduceBackMean.");

REGISTER_CPU_OPERATOR(ReduceBackMean, ReduceEndOp<EndMean, End::kBack, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceBackMeanGradient, ReduceEndGradientOp<EndMean, End::kBack, NumericTypes>);
REGISTER_GRADIENT(ReduceBackMean, GetReduceEndGradient);

}  // namespace
}  // namespace netdef
