// AveragedLoss: the mean of all elements, zero where there are none.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> AveragedLossGradientShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(NumElements(in[1].dims), 1, "[AveragedLossGradient] the gradient of the loss is empty");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class AveragedLossOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const int64_t n = Input(0).numel();
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += x[i];
    *Output(0)->mutable_data<float>() = n == 0 ? 0.0f : static_cast<float>(sum / static_cast<double>(n));
  }
};

class AveragedLossGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).numel();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + n, *Input(1).data<float>() / static_cast<float>(n));
  }
};

OPERATOR_SCHEMA(AveragedLoss)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{TensorSpec({}, DType::kFloat)}; })
    .SetDoc("Mean of a tensor, usually of the losses of a batch.\n\nAn empty tensor gives zero.")
    .Input(0, "input", "Float tensor of any shape.")
    .Output(0, "output", "The mean, a scalar.");

OPERATOR_SCHEMA(AveragedLossGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(AveragedLossGradientShape)
    .SetDoc("Gradient of AveragedLoss.")
    .Input(0, "input", "Input of AveragedLoss.")
    .Input(1, "d_output", "Gradient of the mean.")
    .Output(0, "d_input", "Gradient of the input.");

REGISTER_CPU_OPERATOR(AveragedLoss, AveragedLossOp);
REGISTER_CPU_OPERATOR(AveragedLossGradient, AveragedLossGradientOp);
SIMPLE_GRADIENT(AveragedLoss, "AveragedLossGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
