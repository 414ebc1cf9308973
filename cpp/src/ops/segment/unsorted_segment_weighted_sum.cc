// UnsortedSegmentWeightedSum and SparseUnsortedSegmentWeightedSum.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(UnsortedSegmentWeightedSum, By::kUnsortedIds, Weights::kEach, false, "Adds up the weighted rows of each segment.");
SEGMENT_GRADIENT(UnsortedSegmentWeightedSumGradient, By::kUnsortedIds, Weights::kEach, "UnsortedSegmentWeightedSum");
SEGMENT_REDUCTION(SparseUnsortedSegmentWeightedSum, By::kUnsortedIds, Weights::kEach, true, "Adds up the weighted picked rows of each segment.");
SEGMENT_GRADIENT(SparseUnsortedSegmentWeightedSumGradient, By::kUnsortedIds, Weights::kEach, "SparseUnsortedSegmentWeightedSum");
SIMPLE_GRADIENT(UnsortedSegmentWeightedSum, [](const GradientMakerBase& maker) -> GradientPlan {
  RefuseWeightGradient<By::kUnsortedIds>(maker);
  return {"UnsortedSegmentWeightedSumGradient", {I(1), GO(0), I(2)}, {GI(0)}};
});
SIMPLE_GRADIENT(SparseUnsortedSegmentWeightedSum, [](const GradientMakerBase& maker) -> GradientPlan {
  RefuseWeightGradient<By::kUnsortedIds>(maker);
  return {"UnsortedSegmentWeightedSumGradient", {I(1), GO(0), I(3)}, {GI_V(0)}, {{0, I(2), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
