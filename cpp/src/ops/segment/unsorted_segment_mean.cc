// UnsortedSegmentMean and SparseUnsortedSegmentMean.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(UnsortedSegmentMean, By::kUnsortedIds, Weights::kMean, false, "Averages the rows of each segment.");
SEGMENT_GRADIENT(UnsortedSegmentMeanGradient, By::kUnsortedIds, Weights::kMean, "UnsortedSegmentMean");
SEGMENT_REDUCTION(SparseUnsortedSegmentMean, By::kUnsortedIds, Weights::kMean, true, "Averages the picked rows of each segment.");
SEGMENT_GRADIENT(SparseUnsortedSegmentMeanGradient, By::kUnsortedIds, Weights::kMean, "SparseUnsortedSegmentMean");
SIMPLE_GRADIENT(UnsortedSegmentMean, "UnsortedSegmentMeanGradient", {GO(0), I(1)}, {GI(0)});
SIMPLE_GRADIENT(SparseUnsortedSegmentMean, [](const GradientMakerBase&) -> GradientPlan {
  return {"UnsortedSegmentMeanGradient", {GO(0), I(2)}, {GI_V(0)}, {{0, I(1), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
