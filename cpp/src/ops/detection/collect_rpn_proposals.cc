// CollectRpnProposals: the best proposals over all levels of a feature pyramid.
#include "ops/detection/_fpn.h"

namespace netdef {
namespace {

using detection::CollectArgs;

class CollectRpnProposalsOp final : public KernelOperator<CollectArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { detection::CollectBest(args_, this); }
};

OPERATOR_SCHEMA(CollectRpnProposals)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(1)
    .Args<CollectArgs>()
    .ShapeDependsOnData("the number of RoIs is that of all levels together")
    .SetDoc("The best proposals over all levels of a feature pyramid, best first.\n\n"
            "Inputs are the RoIs of each level, then their scores.")
    .Input(0, "rpn_rois_fpn2", "Float matrix of rows (image, x1, y1, x2, y2): the RoIs of the first level.")
    .Input(1, "rpn_roi_probs_fpn2", "Float vector: their scores, after the RoIs of all levels.")
    .Output(0, "rois", "Float matrix of rows (image, x1, y1, x2, y2).");

REGISTER_CPU_OPERATOR(CollectRpnProposals, CollectRpnProposalsOp);
SHOULD_NOT_DO_GRADIENT(CollectRpnProposals);

}  // namespace
}  // namespace netdef
