// ZeroGradient: computes nothing; in the backward pass its input gets a gradient of zeros.
#include "netdef/operator.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

class ZeroGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {}
};

OPERATOR_SCHEMA(ZeroGradient)
    .NumInputs(1)
    .NumOutputs(0)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>(); })
    .SetDoc("Does nothing going forward; going backward it gives X a gradient of zeros.\n\n"
            "For outputs that take no part in the loss but need a gradient.")
    .Input(0, "X", "Tensor of any shape.");

REGISTER_CPU_OPERATOR(ZeroGradient, ZeroGradientOp);

class GetZeroGradientGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    return {CreateOperatorDef("ConstantFill", "", {I(0)}, {GI(0)}, {MakeArgument("value", 0.0f)})};
  }
};

REGISTER_GRADIENT(ZeroGradient, GetZeroGradientGradient);

}  // namespace
}  // namespace netdef
