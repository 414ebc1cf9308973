// SortedSegmentRangeLogMeanExp: log(mean(exp(x))) over the rows of each segment.
#include "ops/segment/_range.h"

namespace netdef {
namespace {

RANGE_REDUCTION(SortedSegmentRangeLogMeanExp, SortedSegmentRangeLogMeanExpGradient, By::kSortedIds, RangeLogMeanExp, "Takes the logarithm of the mean of the exponentials of the rows of each segment.");
SIMPLE_GRADIENT(SortedSegmentRangeLogMeanExp, "SortedSegmentRangeLogMeanExpGradient", {I(0), O(0), GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
