// Operators that only rename dims: in prepared nets the output is the input's memory.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"

namespace netdef {
namespace {

bool LowerView(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  for (int i = 1; i < op.output_size(); ++i) {
    if (plan.IsRead(op.output(i))) return false;
  }
  plan.WriteView(op.output(0), plan.Read(op.input(0), compile::Layout::kPlain), 0);
  return true;
}

REGISTER_LOWERING("", Reshape, LowerView);
REGISTER_LOWERING("", Flatten, LowerView);
REGISTER_LOWERING("", FlattenToVec, LowerView);
REGISTER_LOWERING("", Squeeze, LowerView);
REGISTER_LOWERING("", ExpandDims, LowerView);
REGISTER_LOWERING("", PrependDim, LowerView);
REGISTER_LOWERING("", MergeDim, LowerView);

}  // namespace
}  // namespace netdef
