// SortedSegmentRangeSum: the sum of the rows of each segment.
#include "ops/segment/_range.h"

namespace netdef {
namespace {

RANGE_REDUCTION(SortedSegmentRangeSum, SortedSegmentRangeSumGradient, By::kSortedIds, RangeSum, "Adds up the rows of each segment.");
SIMPLE_GRADIENT(SortedSegmentRangeSum, "SortedSegmentRangeSumGradient", {I(0), O(0), GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
