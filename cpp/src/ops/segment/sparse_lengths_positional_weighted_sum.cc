// SparseLengthsPositionalWeightedSum: the picked rows of each segment, weighted by their position in it.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

SEGMENT_REDUCTION(SparseLengthsPositionalWeightedSum, By::kLengths, Weights::kByPosition, true,
                  "Adds up the picked rows of each segment, weighted by their position within it.");
NO_GRADIENT_BECAUSE(SparseLengthsPositionalWeightedSum, "Caffe2 has none either: it serves inference");

}  // namespace
}  // namespace netdef
