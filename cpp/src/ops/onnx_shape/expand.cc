// Expand of ONNX: a tensor stretched to a shape by numpy's rule; an extent of 1 in the shape keeps the input's.
#include "netdef/broadcast.h"
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ExpandShape(const ShapeInputs& in) {
  Dims shape;
  if (!KnownInts(in, 1, &shape)) return {TensorSpec::Unknown(in[0].dtype)};
  return OneSpec(BroadcastPlan::ResultDims(in[0].dims, shape), in[0].dtype);
}

class ExpandOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    GatherStrided(Input(0), 0, StretchedSteps(Input(0).dims(), Output(0)->dims()), Output(0));
  }
};

ONNX_OPERATOR_SCHEMA(Expand)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(ExpandShape)
    .SetDoc("Stretches a tensor.")
    .Input(0, "input", "Tensor of any type.")
    .Input(1, "shape", "int64, 1-D.")
    .Output(0, "output", "The tensor repeated along axes of extent 1.");

REGISTER_ONNX_OPERATOR(Expand, ExpandOp);

}  // namespace
}  // namespace netdef
