// LengthsWeightedSum and SparseLengthsWeightedSum: the rows of each segment, each times its weight, added up.
#include "ops/segment/_shared.h"

namespace netdef {
namespace {

using WeightedArgs = SegmentArgs<By::kLengths, Weights::kEach>;

SEGMENT_REDUCTION(LengthsWeightedSum, By::kLengths, Weights::kEach, false, "Adds up the weighted rows of each segment.");
SEGMENT_GRADIENT(LengthsWeightedSumGradient, By::kLengths, Weights::kEach, "LengthsWeightedSum");
SEGMENT_GRADIENT_WITH_MAIN_INPUT(LengthsWeightedSumWithMainInputGradient, By::kLengths, Weights::kEach, false,
                                 "LengthsWeightedSum, weights included");
SIMPLE_GRADIENT(LengthsWeightedSum, [](const GradientMakerBase& maker) -> GradientPlan {
  if (ParseArgs<WeightedArgs>(maker.Args()).grad_on_weights) {
    return {"LengthsWeightedSumWithMainInputGradient", {I(1), GO(0), I(2), I(0)}, {GI(0), GI(1)}};
  }
  return {"LengthsWeightedSumGradient", {I(1), GO(0), I(2)}, {GI(0)}};
});

SEGMENT_REDUCTION(SparseLengthsWeightedSum, By::kLengths, Weights::kEach, true, "Adds up the weighted picked rows of each segment.");
SEGMENT_GRADIENT(SparseLengthsWeightedSumGradient, By::kLengths, Weights::kEach, "SparseLengthsWeightedSum");
SEGMENT_GRADIENT_WITH_EXTRA(SparseLengthsIndicesInGradientWeightedSumGradient, By::kLengths, Weights::kEach, "SparseLengthsWeightedSum");
SEGMENT_GRADIENT_WITH_MAIN_INPUT(SparseLengthsWeightedSumWithMainInputGradient, By::kLengths, Weights::kEach, true,
                                 "SparseLengthsWeightedSum, weights included");
SEGMENT_GRADIENT_WITH_MAIN_INPUT(SparseLengthsIndicesInGradientWeightedSumWithMainInputGradient, By::kLengths, Weights::kEach, true,
                                 "SparseLengthsWeightedSum, weights included");
SIMPLE_GRADIENT(SparseLengthsWeightedSum, [](const GradientMakerBase& maker) -> GradientPlan {
  if (ParseArgs<WeightedArgs>(maker.Args()).grad_on_weights) {
    return {"SparseLengthsIndicesInGradientWeightedSumWithMainInputGradient", {I(1), GO(0), I(3), I(0), I(2)},
            {GI_V(0), GI(1)}, {{0, I(2), GI_V(0)}}};
  }
  return {"SparseLengthsIndicesInGradientWeightedSumGradient", {I(1), GO(0), I(3), I(2)}, {GI_V(0)}, {{0, I(2), GI_V(0)}}};
});

}  // namespace
}  // namespace netdef
