// CollectAndDistributeFpnRpnProposals: CollectRpnProposals, then DistributeFpnProposals.
#include "ops/detection/_fpn.h"

namespace netdef {
namespace {

struct CollectAndDistributeArgs : detection::CollectArgs, detection::DistributeArgs {
  template <typename V>
  void Fields(V& v) {
    CollectArgs::Fields(v);
    DistributeArgs::Fields(v);
  }
};

class CollectAndDistributeOp final : public KernelOperator<CollectAndDistributeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { detection::WriteLevels(args_, detection::CollectBest(args_, this), 1, this); }
};

OPERATOR_SCHEMA(CollectAndDistributeFpnRpnProposals)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(3, OpSchema::kMany)
    .Args<CollectAndDistributeArgs>()
    .ShapeDependsOnData("the level of a region depends on its size")
    .SetDoc("The best proposals over all levels of a feature pyramid, and the level each goes to.\n\n"
            "Does what CollectRpnProposals and DistributeFpnProposals do one after the other.")
    .Input(0, "rpn_rois_fpn2", "Float matrix of rows (image, x1, y1, x2, y2): the RoIs of the first level.")
    .Input(1, "rpn_roi_probs_fpn2", "Float vector: their scores, after the RoIs of all levels.")
    .Output(0, "rois", "Float matrix: the best RoIs, best first.")
    .Output(1, "rois_fpn2", "Float matrix: those of the first level.")
    .Output(2, "rois_idx_restore", "int32 vector, the last output: for each RoI its row when the levels are put one "
                                   "after the other.");

REGISTER_CPU_OPERATOR(CollectAndDistributeFpnRpnProposals, CollectAndDistributeOp);
SHOULD_NOT_DO_GRADIENT(CollectAndDistributeFpnRpnProposals);

}  // namespace
}  // namespace netdef
