// LengthsSum and SparseLengthsSum: the sum of the rows of each segment.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(LengthsSum, By::kLengths, Weights::kOne, false, "Adds up the rows of each segment.");
SEGMENT_GRADIENT(LengthsSumGradient, By::kLengths, Weights::kOne, "LengthsSum");
SEGMENT_GRADIENT_WITH_EXTRA(LengthsIndicesInGradientSumGradient, By::kLengths, Weights::kOne, "LengthsSum");
SIMPLE_GRADIENT(LengthsSum, "LengthsIndicesInGradientSumGradient", {GO(0), I(1), I(0)}, {GI(0)});

SEGMENT_REDUCTION(SparseLengthsSum, By::kLengths, Weights::kOne, true, "Adds up the picked rows of each segment.");
SEGMENT_GRADIENT(SparseLengthsSumGradient, By::kLengths, Weights::kOne, "SparseLengthsSum");
SEGMENT_GRADIENT_WITH_EXTRA(SparseLengthsIndicesInGradientSumGradient, By::kLengths, Weights::kOne, "SparseLengthsSum");
SIMPLE_GRADIENT(SparseLengthsSum, [](const GradientMakerBase&) -> GradientPlan {
  return {"SparseLengthsIndicesInGradientSumGradient", {GO(0), I(2), I(1)}, {GI_V(0)}, {{0, I(1), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
