// DistributeFpnProposals: which level of a feature pyramid each region belongs to, by its size.
#include "ops/detection/_fpn.h"

namespace netdef {
namespace {

using detection::DistributeArgs;

class DistributeFpnProposalsOp final : public KernelOperator<DistributeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    detection::CheckRoIs(Input(0));
    detection::WriteLevels(args_, Input(0), 0, this);
  }
};

OPERATOR_SCHEMA(DistributeFpnProposals)
    .NumInputs(1)
    .NumOutputs(2, OpSchema::kMany)
    .Args<DistributeArgs>()
    .ShapeDependsOnData("the level of a region depends on its size")
    .SetDoc("Sends each region to a level of a feature pyramid.\n\n"
            "The level is floor(roi_canonical_level + log2(size / roi_canonical_scale)), size being the root of the "
            "region's area; there is an output for each level from roi_min_level to roi_max_level, then the order.")
    .Input(0, "rois", "Float matrix of rows (image, x1, y1, x2, y2).")
    .Output(0, "rois_fpn2", "Float matrix: the regions of the first level.")
    .Output(1, "rois_idx_restore", "int32 vector, the last output: for each region its row when the levels are put one "
                                   "after the other.");

REGISTER_CPU_OPERATOR(DistributeFpnProposals, DistributeFpnProposalsOp);
SHOULD_NOT_DO_GRADIENT(DistributeFpnProposals);

}  // namespace
}  // namespace netdef
