// LengthsMean and SparseLengthsMean: the mean of the rows of each segment.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(LengthsMean, By::kLengths, Weights::kMean, false, "Averages the rows of each segment.");
SEGMENT_GRADIENT(LengthsMeanGradient, By::kLengths, Weights::kMean, "LengthsMean");
SEGMENT_GRADIENT_WITH_EXTRA(LengthsIndicesInGradientMeanGradient, By::kLengths, Weights::kMean, "LengthsMean");
SIMPLE_GRADIENT(LengthsMean, "LengthsIndicesInGradientMeanGradient", {GO(0), I(1), I(0)}, {GI(0)});

SEGMENT_REDUCTION(SparseLengthsMean, By::kLengths, Weights::kMean, true, "Averages the picked rows of each segment.");
SEGMENT_GRADIENT(SparseLengthsMeanGradient, By::kLengths, Weights::kMean, "SparseLengthsMean");
SEGMENT_GRADIENT_WITH_EXTRA(SparseLengthsIndicesInGradientMeanGradient, By::kLengths, Weights::kMean, "SparseLengthsMean");
SIMPLE_GRADIENT(SparseLengthsMean, [](const GradientMakerBase&) -> GradientPlan {
  return {"SparseLengthsIndicesInGradientMeanGradient", {GO(0), I(2), I(1)}, {GI_V(0)}, {{0, I(1), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
