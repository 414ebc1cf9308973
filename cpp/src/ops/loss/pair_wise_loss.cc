// PairWiseLoss: how often, and how clearly, a ranking is in the wrong order. In each session, the mean over all pairs
// with label[i] > label[j] of log(1 + exp(X[j] - X[i])).
// https://icml.cc/2015/wp-content/uploads/2015/06/icml_ranking.pdf (RankNet)
#include <cmath>

#include "ops/loss/_shared.h"

namespace netdef {
namespace {

void CheckScores(const ShapeInputs& in) {
  for (size_t i : {0, 1}) {
    const Dims& dims = in[i].dims;
    NETDEF_ENFORCE(!dims.empty() && SizeFromDim(dims, 1) == 1, "expected one score and one label for each example, got shape [",
                   DimsString(dims), "]");
  }
  NETDEF_ENFORCE_EQ(in[0].dims[0], in[1].dims[0], "X and label must have the same size");
}

// [first, last) of each session.
class Sessions {
 public:
  Sessions(int64_t examples, const Tensor* lengths) {
    if (lengths == nullptr) {
      if (examples > 0) ends_.push_back(examples);
      return;
    }
    ends_ = SessionEnds(*lengths);
    NETDEF_ENFORCE_EQ(ends_.empty() ? 0 : ends_.back(), examples, "the session lengths must add up to the number of examples");
  }

  // visit(session, i, j) for every pair with label[i] > label[j].
  template <typename Visit>
  void ForEachPair(const float* label, int64_t session, Visit visit) const {
    const int64_t first = session == 0 ? 0 : ends_[static_cast<size_t>(session - 1)], last = ends_[static_cast<size_t>(session)];
    for (int64_t i = first; i < last; ++i) {
      for (int64_t j = first; j < last; ++j) {
        if (label[i] > label[j]) visit(i, j);
      }
    }
  }
  int64_t count() const { return static_cast<int64_t>(ends_.size()); }

 private:
  std::vector<int64_t> ends_;
};

Dims LossDims(const ShapeInputs& in, size_t lengths) {
  if (in.size() <= lengths) return {in[0].dims[0] > 0 ? 1 : 0};
  return {NumElements(in[lengths].dims)};
}

std::vector<TensorSpec> PairWiseShape(const ShapeInputs& in) {
  CheckScores(in);
  return {TensorSpec(LossDims(in, 2), DType::kFloat)};
}

class PairWiseLossOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* label = Input(1).data<float>();
    float* y = Output(0)->mutable_data<float>();
    const Sessions sessions(Input(0).dim(0), InputSize() > 2 ? &Input(2) : nullptr);
    for (int64_t s = 0; s < sessions.count(); ++s) {
      double sum = 0;
      int64_t pairs = 0;
      sessions.ForEachPair(label, s, [&](int64_t i, int64_t j) {
        sum += Softplus(x[j] - x[i]);
        ++pairs;
      });
      y[s] = pairs == 0 ? 0.0f : static_cast<float>(sum / static_cast<double>(pairs));
    }
  }
};

std::vector<TensorSpec> PairWiseGradientShape(const ShapeInputs& in) {
  CheckScores(in);
  NETDEF_ENFORCE(NumElements(in[2].dims) == NumElements(LossDims(in, 3)), "dY must have one element for each session, got shape [",
                 DimsString(in[2].dims), "]");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class PairWiseLossGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* label = Input(1).data<float>();
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + Input(0).numel(), 0.0f);
    const Sessions sessions(Input(0).dim(0), InputSize() > 3 ? &Input(3) : nullptr);
    for (int64_t s = 0; s < sessions.count(); ++s) {
      int64_t pairs = 0;
      sessions.ForEachPair(label, s, [&](int64_t, int64_t) { ++pairs; });
      if (pairs == 0) continue;
      const float scale = dy[s] / static_cast<float>(pairs);
      sessions.ForEachPair(label, s, [&](int64_t i, int64_t j) {
        const float slope = scale / (1 + std::exp(x[i] - x[j]));
        dx[i] -= slope;
        dx[j] += slope;
      });
    }
  }
};

OPERATOR_SCHEMA(PairWiseLoss)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape(PairWiseShape)
    .SetDoc("Pairwise ranking loss: the mean of log(1 + exp(X[j] - X[i])) over pairs with label[i] > label[j].")
    .Input(0, "X", "Scores, [N] or [N, 1].")
    .Input(1, "label", "Relevance, of the same size.")
    .Input(2, "lengths", "Optional, int32: examples of each session; pairs are made within sessions.")
    .Output(0, "Y", "Loss of each session; 0 for one without pairs.");

OPERATOR_SCHEMA(PairWiseLossGradient)
    .NumInputs(3, 4)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape(PairWiseGradientShape)
    .SetDoc("Gradient of PairWiseLoss.")
    .Input(0, "X", "Scores.")
    .Input(1, "label", "Relevance.")
    .Input(2, "dY", "Gradient of Y.")
    .Input(3, "lengths", "Optional, int32: examples of each session.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(PairWiseLoss, PairWiseLossOp);
REGISTER_CPU_OPERATOR(PairWiseLossGradient, PairWiseLossGradientOp);
SIMPLE_GRADIENT(PairWiseLoss, [](const GradientMakerBase& m) -> GradientPlan {
  if (m.InputSize() == 3) return {"PairWiseLossGradient", {I(0), I(1), GO(0), I(2)}, {GI(0)}};
  return {"PairWiseLossGradient", {I(0), I(1), GO(0)}, {GI(0)}};
});

}  // namespace
}  // namespace netdef
