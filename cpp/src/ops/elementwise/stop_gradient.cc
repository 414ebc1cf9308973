// StopGradient: Y = X, and gradients end here.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

class StopGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { Output(0)->CopyFrom(Input(0)); }
};

OPERATOR_SCHEMA(StopGradient)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Passes a tensor on, but no gradient back.")
    .Input(0, "X", "Tensor of any shape and type.");

REGISTER_CPU_OPERATOR(StopGradient, StopGradientOp);
NO_GRADIENT_BECAUSE(StopGradient, "that is what it is for");

}  // namespace
}  // namespace netdef
