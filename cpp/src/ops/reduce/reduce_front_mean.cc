// ReduceFrontMean: the mean over the first `num_reduce_dim` dims of X, or over the first lengths[i] elements of each result.
// dX = dY / number of elements.
#include "ops/reduce/_ends.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ReduceFrontMean)
    .FillUsing(ReduceEndSchema<End::kFront>)
    .SetDoc("Mean over the first dims of a tensor.");

OPERATOR_SCHEMA(ReduceFrontMeanGradient).FillUsing(ReduceEndGradientSchema).SetDoc("Gradient of ReduceFrontMean.");

REGISTER_CPU_OPERATOR(ReduceFrontMean, ReduceEndOp<EndMean, End::kFront, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceFrontMeanGradient, ReduceEndGradientOp<EndMean, End::kFront, NumericTypes>);
REGISTER_GRADIENT(ReduceFrontMean, GetReduceEndGradient);

}  // namespace
}  // namespace netdef
