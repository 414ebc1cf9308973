// MultiClassAccuracy: for each class, the part of its examples that are predicted rightly.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> MultiClassAccuracyShape(const ShapeInputs& in) {
  CheckPredictions(in);
  return {TensorSpec({in[0].dims[1]}, DType::kFloat), TensorSpec({in[0].dims[1]}, DType::kInt32)};
}

class MultiClassAccuracyOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).dim(0), d = Input(0).dim(1);
    const float* x = Input(0).data<float>();
    const auto* label = Input(1).data<int32_t>();
    CheckLabels("MultiClassAccuracy", label, n, d);
    float* accuracies = Output(0)->mutable_data<float>();
    auto* amounts = Output(1)->mutable_data<int32_t>();
    std::fill(accuracies, accuracies + d, 0.0f);
    std::fill(amounts, amounts + d, 0);
    for (int64_t i = 0; i < n; ++i, x += d) {
      ++amounts[label[i]];
      if (std::max_element(x, x + d) - x == label[i]) ++accuracies[label[i]];
    }
    for (int64_t j = 0; j < d; ++j) {
      if (amounts[j] > 0) accuracies[j] /= static_cast<float>(amounts[j]);
    }
  }
};

OPERATOR_SCHEMA(MultiClassAccuracy)
    .NumInputs(2)
    .NumOutputs(2)
    .Shape(MultiClassAccuracyShape)
    .SetDoc("Accuracy for each class by itself, and how many examples each class has.")
    .Input(0, "prediction", "Scores or probabilities, examples x classes.")
    .Input(1, "labels", "Class of each example, 1-D int32.")
    .Output(0, "accuracies", "The part of each class's examples that is predicted rightly; 0 for a class without any.")
    .Output(1, "amounts", "Examples of each class, int32.");

REGISTER_CPU_OPERATOR(MultiClassAccuracy, MultiClassAccuracyOp);
SHOULD_NOT_DO_GRADIENT(MultiClassAccuracy);

}  // namespace
}  // namespace netdef
