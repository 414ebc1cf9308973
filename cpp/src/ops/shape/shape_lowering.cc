// Shape and Size, of Caffe2 and of ONNX: what they say is known with the dims, before there are contents.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "netdef/workspace.h"

namespace netdef {
namespace {

bool LowerDims(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const TensorSpec& spec = plan.spec(op.input(0));
  if (spec.int8) return false;
  Workspace scratch;
  char untouched = 0;  // the operators look at dims only
  *scratch.CreateBlob(op.input(0))->GetMutable<Tensor>() = Tensor::Wrap(&untouched, spec.dims, spec.dtype);
  if (!scratch.RunOperatorOnce(op)) return false;
  plan.WriteKnown(op.output(0), scratch.GetBlob(op.output(0))->Get<Tensor>());
  return true;
}

REGISTER_LOWERING("", Shape, LowerDims);
REGISTER_LOWERING("", Size, LowerDims);
REGISTER_LOWERING("ai.onnx", Shape, LowerDims);
REGISTER_LOWERING("ai.onnx", Size, LowerDims);

}  // namespace
}  // namespace netdef
