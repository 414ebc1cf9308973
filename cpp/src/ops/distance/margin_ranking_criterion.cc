// MarginRankingCriterion: loss = max(0, margin - y * (x1 - x2)).
// dX1 = -y * dLoss and dX2 = y * dLoss where margin - y * (x1 - x2) >= 0, 0 elsewhere.
#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct MarginRankingCriterionArgs {
  float margin = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("margin", margin, "By how much the better score should be ahead.");
  }
};

class MarginRankingCriterionOp final : public KernelOperator<MarginRankingCriterionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x1 = Input(0).data<float>();
    const float* x2 = Input(1).data<float>();
    const int* y = Input(2).data<int>();
    float* loss = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      loss[i] = std::max(0.0f, args_.margin - static_cast<float>(y[i]) * (x1[i] - x2[i]));
    }
  }
};

class MarginRankingCriterionGradientOp final : public KernelOperator<MarginRankingCriterionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(3).numel(), Input(0).numel(), "[MarginRankingCriterionGradient] dLoss must have the size of X1");
    const float* x1 = Input(0).data<float>();
    const float* x2 = Input(1).data<float>();
    const int* y = Input(2).data<int>();
    const float* dloss = Input(3).data<float>();
    float* dx1 = Output(0)->mutable_data<float>();
    float* dx2 = Output(1)->mutable_data<float>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      const auto sign = static_cast<float>(y[i]);
      const float behind = args_.margin - sign * (x1[i] - x2[i]);
      dx1[i] = behind < 0.0f ? 0.0f : -sign * dloss[i];
      dx2[i] = -dx1[i];
    }
  }
};

void CheckSizes(const ShapeInputs& in) {
  for (size_t i = 1; i < 3; ++i) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), NumElements(in[0].dims), "X1, X2 and Y must have the same size");
  }
}

OPERATOR_SCHEMA(MarginRankingCriterion)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<MarginRankingCriterionArgs>()
    .Shape([](const ShapeInputs& in) {
      CheckSizes(in);
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Loss of pairs of scores of which one should be ahead of the other by a margin.")
    .Input(0, "X1", "Scores, float.")
    .Input(1, "X2", "Scores, float.")
    .Input(2, "Y", "int32: 1 where X1 should be ahead, -1 where X2 should.")
    .Output(0, "loss", "Shape of X1.");

OPERATOR_SCHEMA(MarginRankingCriterionGradient)
    .NumInputs(4)
    .NumOutputs(2)
    .Args<MarginRankingCriterionArgs>()
    .Shape([](const ShapeInputs& in) {
      CheckSizes(in);
      return std::vector<TensorSpec>{in[0], in[1]};
    })
    .SetDoc("Gradient of MarginRankingCriterion.")
    .Input(0, "X1", "Scores.")
    .Input(1, "X2", "Scores.")
    .Input(2, "Y", "Which should be ahead.")
    .Input(3, "dLoss", "Gradient of the loss.")
    .Output(0, "dX1", "Gradient of X1.")
    .Output(1, "dX2", "Gradient of X2.");

REGISTER_CPU_OPERATOR(MarginRankingCriterion, MarginRankingCriterionOp);
REGISTER_CPU_OPERATOR(MarginRankingCriterionGradient, MarginRankingCriterionGradientOp);
SIMPLE_GRADIENT(MarginRankingCriterion, "MarginRankingCriterionGradient", {I(0), I(1), I(2), GO(0)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
