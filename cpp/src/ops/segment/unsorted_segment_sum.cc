// UnsortedSegmentSum and SparseUnsortedSegmentSum.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(UnsortedSegmentSum, By::kUnsortedIds, Weights::kOne, false, "Adds up the rows of each segment.");
SEGMENT_GRADIENT(UnsortedSegmentSumGradient, By::kUnsortedIds, Weights::kOne, "UnsortedSegmentSum");
SEGMENT_REDUCTION(SparseUnsortedSegmentSum, By::kUnsortedIds, Weights::kOne, true, "Adds up the picked rows of each segment.");
SEGMENT_GRADIENT(SparseUnsortedSegmentSumGradient, By::kUnsortedIds, Weights::kOne, "SparseUnsortedSegmentSum");
SIMPLE_GRADIENT(UnsortedSegmentSum, "UnsortedSegmentSumGradient", {GO(0), I(1)}, {GI(0)});
SIMPLE_GRADIENT(SparseUnsortedSegmentSum, [](const GradientMakerBase&) -> GradientPlan {
  return {"UnsortedSegmentSumGradient", {GO(0), I(2)}, {GI_V(0)}, {{0, I(1), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
