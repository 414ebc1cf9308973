// Accuracy: the part of the examples whose right class is among the top_k predictions. Of equal
// predictions the lower class number comes first.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

struct AccuracyArgs {
  int top_k = 1;

  template <typename V>
  void Fields(V& v) {
    v("top_k", top_k, "How many of the best predictions count as right.");
  }
};

std::vector<TensorSpec> AccuracyShape(const AccuracyArgs&, const ShapeInputs& in) {
  CheckPredictions(in);
  return {TensorSpec({}, DType::kFloat)};
}

class AccuracyOp final : public KernelOperator<AccuracyArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).dim(0), d = Input(0).dim(1);
    const float* x = Input(0).data<float>();
    const auto* label = Input(1).data<int32_t>();
    CheckLabels("Accuracy", label, n, d);
    int64_t right = 0;
    for (int64_t i = 0; i < n; ++i, x += d) {
      const float mine = x[label[i]];
      int64_t better = 0;
      for (int64_t j = 0; j < d; ++j) better += x[j] > mine || (x[j] == mine && j < label[i]);
      right += better < args_.top_k;
    }
    *Output(0)->mutable_data<float>() = static_cast<float>(right) / static_cast<float>(n);
  }
};

OPERATOR_SCHEMA(Accuracy)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<AccuracyArgs>()
    .Shape<AccuracyArgs>(AccuracyShape)
    .SetDoc("The part of a batch that is predicted rightly, between 0 and 1.\n\nAn empty batch gives NaN.")
    .Input(0, "predictions", "Scores or probabilities, examples x classes.")
    .Input(1, "labels", "Class of each example, 1-D int32.")
    .Output(0, "accuracy", "A scalar.");

REGISTER_CPU_OPERATOR(Accuracy, AccuracyOp);
SHOULD_NOT_DO_GRADIENT(Accuracy);

}  // namespace
}  // namespace netdef
