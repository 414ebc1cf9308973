// SortedSegmentRangeLogSumExp: log(sum(exp(x))) over the rows of each segment.
#include "ops/segment/_range.h"

namespace netdef {
namespace {

RANGE_REDUCTION(SortedSegmentRangeLogSumExp, SortedSegmentRangeLogSumExpGradient, By::kSortedIds, RangeLogSumExp, "Takes the logarithm of the sum of the exponentials of the rows of each segment.");
SIMPLE_GRADIENT(SortedSegmentRangeLogSumExp, "SortedSegmentRangeLogSumExpGradient", {I(0), O(0), GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
