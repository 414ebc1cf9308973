// SortedSegmentWeightedSum and SparseSortedSegmentWeightedSum.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(SortedSegmentWeightedSum, By::kSortedIds, Weights::kEach, false, "Adds up the weighted rows of each segment.");
SEGMENT_GRADIENT(SortedSegmentWeightedSumGradient, By::kSortedIds, Weights::kEach, "SortedSegmentWeightedSum");
SEGMENT_REDUCTION(SparseSortedSegmentWeightedSum, By::kSortedIds, Weights::kEach, true, "Adds up the weighted picked rows of each segment.");
SEGMENT_GRADIENT(SparseSortedSegmentWeightedSumGradient, By::kSortedIds, Weights::kEach, "SparseSortedSegmentWeightedSum");
SIMPLE_GRADIENT(SortedSegmentWeightedSum, [](const GradientMakerBase& maker) -> GradientPlan {
  RefuseWeightGradient<By::kSortedIds>(maker);
  return {"SortedSegmentWeightedSumGradient", {I(1), GO(0), I(2)}, {GI(0)}};
});
SIMPLE_GRADIENT(SparseSortedSegmentWeightedSum, [](const GradientMakerBase& maker) -> GradientPlan {
  RefuseWeightGradient<By::kSortedIds>(maker);
  return {"SortedSegmentWeightedSumGradient", {I(1), GO(0), I(3)}, {GI_V(0)}, {{0, I(2), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
