// WeightedSigmoidCrossEntropyWithLogits: for each row the mean of w * cross entropy of sigmoid(x) and t.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

void CheckShapes(const Dims& logits, const Dims& targets, const Dims& weights) {
  NETDEF_ENFORCE(logits == targets && logits == weights,
                 "[WeightedSigmoidCrossEntropyWithLogits] logits, targets and weights must be shaped alike, got [",
                 DimsString(logits), "], [", DimsString(targets), "], [", DimsString(weights), "]");
}

std::vector<TensorSpec> LossShape(const ShapeInputs& in) {
  CheckShapes(in[0].dims, in[1].dims, in[2].dims);
  return {TensorSpec(RowDims(in[0].dims), DType::kFloat)};
}

std::vector<TensorSpec> GradientShape(const ShapeInputs& in) {
  CheckShapes(in[1].dims, in[2].dims, in[3].dims);
  NETDEF_ENFORCE_EQ(NumElements(in[0].dims), NumElements(RowDims(in[1].dims)),
                    "[WeightedSigmoidCrossEntropyWithLogitsGradient] expected one gradient for each row");
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

class WeightedSigmoidCrossEntropyWithLogitsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Output(0)->numel(), d = RowLength(Input(0).dims());
    const float* x = Input(0).data<float>();
    const float* t = Input(1).data<float>();
    const float* w = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < n; ++i) {
      float sum = 0;
      for (int64_t j = i * d; j < (i + 1) * d; ++j) {
        sum += w[j] * (Softplus(x[j]) - t[j] * x[j]);
      }
      y[i] = d == 0 ? 0.0f : sum / static_cast<float>(d);
    }
  }
};

class WeightedSigmoidCrossEntropyWithLogitsGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).numel(), d = RowLength(Input(1).dims());
    const float* dy = Input(0).data<float>();
    const float* x = Input(1).data<float>();
    const float* t = Input(2).data<float>();
    const float* w = Input(3).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < n; ++i) {
      const float factor = dy[i] / static_cast<float>(d);
      for (int64_t j = i * d; j < (i + 1) * d; ++j) dx[j] = factor * w[j] * (Sigmoid(x[j]) - t[j]);
    }
  }
};

OPERATOR_SCHEMA(WeightedSigmoidCrossEntropyWithLogits)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape(LossShape)
    .SetDoc("Cross entropy of sigmoid(logits) and targets, each element weighted, as the mean of each row (the last dim).")
    .Input(0, "logits", "Float tensor.")
    .Input(1, "targets", "Probabilities, shaped like logits.")
    .Input(2, "weights", "Weight of each element, shaped like logits.")
    .Output(0, "xentropy", "One loss for each row: the shape of logits without its last dim.");

OPERATOR_SCHEMA(WeightedSigmoidCrossEntropyWithLogitsGradient)
    .NumInputs(4)
    .NumOutputs(1)
    .Shape(GradientShape)
    .SetDoc("Gradient of WeightedSigmoidCrossEntropyWithLogits.")
    .Input(0, "d_xentropy", "Gradient of the losses.")
    .Input(1, "logits", "Logits.")
    .Input(2, "targets", "Targets.")
    .Input(3, "weights", "Weights.")
    .Output(0, "d_logits", "Gradient of the logits.");

REGISTER_CPU_OPERATOR(WeightedSigmoidCrossEntropyWithLogits, WeightedSigmoidCrossEntropyWithLogitsOp);
REGISTER_CPU_OPERATOR(WeightedSigmoidCrossEntropyWithLogitsGradient, WeightedSigmoidCrossEntropyWithLogitsGradientOp);
SIMPLE_GRADIENT(WeightedSigmoidCrossEntropyWithLogits, "WeightedSigmoidCrossEntropyWithLogitsGradient",
                {GO(0), I(0), I(1), I(2)}, {GI(0)});

}  // namespace
}  // namespace netdef
