// LabelCrossEntropy: y[i] = -log(x[i][label[i]]), for probabilities x.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

void CheckShapes(const ShapeInputs& in) {
  const Dims &x = in[0].dims, &label = in[1].dims;
  NETDEF_ENFORCE(label.size() == 1 || (label.size() == 2 && label[1] == 1),
                 "[LabelCrossEntropy] labels must be 1-D or a column, got shape [", DimsString(label), "]");
  NETDEF_ENFORCE_EQ(label[0], BatchOf(x).examples, "[LabelCrossEntropy] expected one label for each example");
}

std::vector<TensorSpec> LabelCrossEntropyShape(const ShapeInputs& in) {
  CheckShapes(in);
  return {TensorSpec({BatchOf(in[0].dims).examples}, DType::kFloat)};
}

std::vector<TensorSpec> LabelCrossEntropyGradientShape(const ShapeInputs& in) {
  CheckShapes(in);
  return ExampleLossGradientShape(in);
}

class LabelCrossEntropyOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto [n, d] = BatchOf(Input(0).dims());
    const float* x = Input(0).data<float>();
    const auto* label = Input(1).data<int32_t>();
    float* y = Output(0)->mutable_data<float>();
    CheckLabels("LabelCrossEntropy", label, n, d);
    for (int64_t i = 0; i < n; ++i) y[i] = -LogOf(x[i * d + label[i]]);
  }
};

class LabelCrossEntropyGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto [n, d] = BatchOf(Input(0).dims());
    const float* x = Input(0).data<float>();
    const auto* label = Input(1).data<int32_t>();
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    CheckLabels("LabelCrossEntropyGradient", label, n, d);
    std::fill(dx, dx + n * d, 0.0f);
    for (int64_t i = 0; i < n; ++i) {
      const int64_t at = i * d + label[i];
      dx[at] = -dy[i] / std::max(x[at], kSmallestProbability);
    }
  }
};

OPERATOR_SCHEMA(LabelCrossEntropy)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(LabelCrossEntropyShape)
    .SetDoc("Cross entropy of predicted probabilities and the right class: -log of what the right one was given.\n\n"
            "Probabilities below 1e-20 count as 1e-20.")
    .Input(0, "X", "Probabilities, examples x classes.")
    .Input(1, "label", "Class of each example, int32, 1-D or a column.")
    .Output(0, "Y", "One loss for each example.");

OPERATOR_SCHEMA(LabelCrossEntropyGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape(LabelCrossEntropyGradientShape)
    .SetDoc("Gradient of LabelCrossEntropy.")
    .Input(0, "X", "Probabilities.")
    .Input(1, "label", "Class of each example.")
    .Input(2, "dY", "Gradient of each example's loss.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(LabelCrossEntropy, LabelCrossEntropyOp);
REGISTER_CPU_OPERATOR(LabelCrossEntropyGradient, LabelCrossEntropyGradientOp);
SIMPLE_GRADIENT(LabelCrossEntropy, "LabelCrossEntropyGradient", {I(0), I(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
