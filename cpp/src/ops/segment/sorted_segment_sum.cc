// SortedSegmentSum and SparseSortedSegmentSum.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(SortedSegmentSum, By::kSortedIds, Weights::kOne, false, "Adds up the rows of each segment.");
SEGMENT_GRADIENT(SortedSegmentSumGradient, By::kSortedIds, Weights::kOne, "SortedSegmentSum");
SEGMENT_REDUCTION(SparseSortedSegmentSum, By::kSortedIds, Weights::kOne, true, "Adds up the picked rows of each segment.");
SEGMENT_GRADIENT(SparseSortedSegmentSumGradient, By::kSortedIds, Weights::kOne, "SparseSortedSegmentSum");
SIMPLE_GRADIENT(SortedSegmentSum, "SortedSegmentSumGradient", {GO(0), I(1)}, {GI(0)});
SIMPLE_GRADIENT(SparseSortedSegmentSum, [](const GradientMakerBase&) -> GradientPlan {
  return {"SortedSegmentSumGradient", {GO(0), I(2)}, {GI_V(0)}, {{0, I(1), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
