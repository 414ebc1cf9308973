// SortedSegmentMean and SparseSortedSegmentMean.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(SortedSegmentMean, By::kSortedIds, Weights::kMean, false, "Averages the rows of each segment.");
SEGMENT_GRADIENT(SortedSegmentMeanGradient, By::kSortedIds, Weights::kMean, "SortedSegmentMean");
SEGMENT_REDUCTION(SparseSortedSegmentMean, By::kSortedIds, Weights::kMean, true, "Averages the picked rows of each segment.");
SEGMENT_GRADIENT(SparseSortedSegmentMeanGradient, By::kSortedIds, Weights::kMean, "SparseSortedSegmentMean");
SIMPLE_GRADIENT(SortedSegmentMean, "SortedSegmentMeanGradient", {GO(0), I(1)}, {GI(0)});
SIMPLE_GRADIENT(SparseSortedSegmentMean, [](const GradientMakerBase&) -> GradientPlan {
  return {"SortedSegmentMeanGradient", {GO(0), I(2)}, {GI_V(0)}, {{0, I(1), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
