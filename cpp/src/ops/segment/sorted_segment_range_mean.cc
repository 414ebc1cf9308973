// SortedSegmentRangeMean: the mean of the rows of each segment.
#include "ops/segment/_range.h"

namespace netdef {
namespace {

RANGE_REDUCTION(SortedSegmentRangeMean, SortedSegmentRangeMeanGradient, By::kSortedIds, RangeMean, "Averages the rows of each segment.");
SIMPLE_GRADIENT(SortedSegmentRangeMean, "SortedSegmentRangeMeanGradient", {I(0), O(0), GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
