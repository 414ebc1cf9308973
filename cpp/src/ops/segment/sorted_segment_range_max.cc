// SortedSegmentRangeMax: the maximum of the rows of each segment.
#include "ops/segment/_range.h"

namespace netdef {
namespace {

RANGE_REDUCTION(SortedSegmentRangeMax, SortedSegmentRangeMaxGradient, By::kSortedIds, RangeMax, "Takes the maximum of the rows of each segment, column by column.");
SIMPLE_GRADIENT(SortedSegmentRangeMax, "SortedSegmentRangeMaxGradient", {I(0), O(0), GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
