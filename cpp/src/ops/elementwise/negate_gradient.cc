// NegateGradient: Y = X, and going backward the gradient changes its sign.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

class NegateGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { Output(0)->CopyFrom(Input(0)); }
};

OPERATOR_SCHEMA(NegateGradient)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Passes a tensor on, and the negated gradient back.")
    .Input(0, "X", "Tensor of any shape and type.");

REGISTER_CPU_OPERATOR(NegateGradient, NegateGradientOp);
SIMPLE_GRADIENT(NegateGradient, "Negative", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
