// CrossEntropy: y[i] = -sum_j label[i][j] * log(x[i][j]), for probabilities x and label.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

void CheckShapes(const ShapeInputs& in) {
  const auto [n, d] = BatchOf(in[0].dims);
  const Dims& label = in[1].dims;
  NETDEF_ENFORCE(!label.empty() && label.size() <= 2 && label[0] == n && NumElements(label) == n * d,
                 "[CrossEntropy] expected labels of shape [", n, " ", d, "], got [", DimsString(label), "]");
}

std::vector<TensorSpec> CrossEntropyShape(const ShapeInputs& in) {
  CheckShapes(in);
  return {TensorSpec({BatchOf(in[0].dims).examples}, DType::kFloat)};
}

std::vector<TensorSpec> CrossEntropyGradientShape(const ShapeInputs& in) {
  CheckShapes(in);
  return ExampleLossGradientShape(in);
}

class CrossEntropyOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto [n, d] = BatchOf(Input(0).dims());
    const float* x = Input(0).data<float>();
    const float* label = Input(1).data<float>();
    for (int64_t i = 0; i < n * d; ++i) {
      NETDEF_ENFORCE(label[i] >= 0 && label[i] <= 1, "[CrossEntropy] Soft label seems incorrect: a probability lies between 0 ",
                     "and 1, label ", i, " is ", label[i]);
    }
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < n; ++i, x += d, label += d) {
      float sum = 0;
      for (int64_t j = 0; j < d; ++j) sum += label[j] * LogOf(x[j]);
      y[i] = -sum;
    }
  }
};

class CrossEntropyGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto [n, d] = BatchOf(Input(0).dims());
    const float* x = Input(0).data<float>();
    const float* label = Input(1).data<float>();
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < n * d; ++i) dx[i] = -dy[i / d] * label[i] / std::max(x[i], kSmallestProbability);
  }
};

OPERATOR_SCHEMA(CrossEntropy)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(CrossEntropyShape)
    .SetDoc("Cross entropy of predicted and expected probabilities, for each example.\n\n"
            "Predictions below 1e-20 count as 1e-20.")
    .Input(0, "X", "Predicted probabilities, examples x classes.")
    .Input(1, "label", "Expected probabilities, shaped like X.")
    .Output(0, "Y", "One loss for each example.");

OPERATOR_SCHEMA(CrossEntropyGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape(CrossEntropyGradientShape)
    .SetDoc("Gradient of CrossEntropy.")
    .Input(0, "X", "Predicted probabilities.")
    .Input(1, "label", "Expected probabilities.")
    .Input(2, "dY", "Gradient of each example's loss.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(CrossEntropy, CrossEntropyOp);
REGISTER_CPU_OPERATOR(CrossEntropyGradient, CrossEntropyGradientOp);
SIMPLE_GRADIENT(CrossEntropy, "CrossEntropyGradient", {I(0), I(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
