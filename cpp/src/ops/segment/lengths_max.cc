// LengthsMax: the maximum of the rows of each segment.
#include "ops/segment/_range.h"

namespace netdef {
namespace {

RANGE_REDUCTION(LengthsMax, LengthsMaxWithMainInputAndForwardOutputGradient, By::kLengths, RangeMax,
                "Takes the maximum of the rows of each segment, column by column.");
SIMPLE_GRADIENT(LengthsMax, "LengthsMaxWithMainInputAndForwardOutputGradient", {O(0), GO(0), I(1), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
