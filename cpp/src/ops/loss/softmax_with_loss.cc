// SoftmaxWithLoss: p = softmax(x) over the dims from `axis` on, and the weighted mean of the cross
// entropies of p and the labels: sum_i w[i] * -log p[i][label[i]] / sum_i w[i].
#include "base/grain.h"
#include "netdef/parallel.h"
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

struct SoftmaxWithLossArgs {
  bool label_prob = false;
  int axis = 1;
  float scale = 1;
  bool only_loss = false;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("label_prob", label_prob, "Labels are probabilities of all classes instead of the right one's number.");
    v("axis", axis, "The dims of X from this axis on are the classes of one example.");
    v("scale", scale, "Factor of the loss.");
    v("only_loss", only_loss, "Ignored: it allowed the gradient to overwrite the softmax.");
    v("order", order, "NCHW, the only one supported.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GE(scale, 0.0f, "[SoftmaxWithLoss] expected a scale that is not negative");
      NETDEF_ENFORCE(order == "NCHW", "[SoftmaxWithLoss] Only NCHW order is supported right now, got ", order);
    }
  }
};

struct Sizes {
  int64_t n, d;
};

// `weights` is the index of the weights among the inputs, or -1.
Sizes CheckShapes(const SoftmaxWithLossArgs& args, const ShapeInputs& in, int weights) {
  const Dims &x = in[0].dims, &t = in[1].dims;
  const int axis = CanonicalAxis(args.axis, x);
  const Sizes s{SizeToDim(x, axis), SizeFromDim(x, axis)};
  const int64_t wanted = args.label_prob ? s.n * s.d : s.n;
  NETDEF_ENFORCE(NumElements(t) == wanted && t.size() >= static_cast<size_t>(axis) && SizeToDim(t, axis) == s.n,
                 "[SoftmaxWithLoss] expected ", wanted, " labels for ", s.n, " examples, got shape [", DimsString(t), "]");
  if (weights >= 0) {
    NETDEF_ENFORCE_EQ(NumElements(in[static_cast<size_t>(weights)].dims), s.n,
                      "[SoftmaxWithLoss] expected one weight for each example");
  }
  return s;
}

std::vector<TensorSpec> SoftmaxWithLossShape(const SoftmaxWithLossArgs& args, const ShapeInputs& in) {
  CheckShapes(args, in, in.size() > 2 ? 2 : -1);
  return {TensorSpec(in[0].dims, DType::kFloat), TensorSpec({}, DType::kFloat)};
}

std::vector<TensorSpec> SoftmaxWithLossGradientShape(const SoftmaxWithLossArgs& args, const ShapeInputs& in) {
  const bool weighted = in.size() == 5;
  CheckShapes(args, in, weighted ? 2 : -1);
  NETDEF_ENFORCE(in[weighted ? 3 : 2].dims == in[0].dims, "[SoftmaxWithLossGradient] the softmax must be shaped like X");
  NETDEF_ENFORCE_EQ(NumElements(in[weighted ? 4 : 3].dims), 1,
                    "[SoftmaxWithLossGradient] the gradient of the loss must have one element");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class SoftmaxWithLossOp final : public KernelOperator<SoftmaxWithLossArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const int axis = Input(0).canonical_axis_index(args_.axis);
    n_ = Input(0).size_to_dim(axis);
    d_ = Input(0).size_from_dim(axis);
    losses_.resize(static_cast<size_t>(n_));
  }

  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* weights = InputSize() > 2 ? Input(2).data<float>() : nullptr;
    float* p = Output(0)->mutable_data<float>();
    const float* probabilities = args_.label_prob ? Input(1).data<float>() : nullptr;
    const int32_t* labels = args_.label_prob ? nullptr : Input(1).data<int32_t>();
    if (labels != nullptr) CheckLabels("SoftmaxWithLoss", labels, n_, d_);
    ParallelFor(0, d_ == 0 ? 0 : n_, GrainFor(4096, d_), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float* row = x + i * d_;
        const float log_sum = SoftmaxRow(row, d_, p + i * d_);
        float loss = 0;
        if (labels != nullptr) {
          loss = log_sum - row[labels[i]];
        } else {
          const float* expected = probabilities + i * d_;
          float total = 0;
          for (int64_t j = 0; j < d_; ++j) {
            NETDEF_ENFORCE_GE(expected[j], 0.0f, "[SoftmaxWithLoss] Label prob seems incorrect: a probability is negative");
            total += expected[j];
            loss += (log_sum - row[j]) * expected[j];
          }
          NETDEF_ENFORCE(std::abs(total - 1.0f) < 1e-5f,
                         "[SoftmaxWithLoss] Label prob seems incorrect: label prob values do not sum to 1.0: ", total);
        }
        losses_[static_cast<size_t>(i)] = loss;
      }
    });
    double loss = 0, total_weight = 0;
    for (int64_t i = 0; i < n_; ++i) {
      const float weight = weights != nullptr ? weights[i] : 1.0f;
      if (d_ > 0) loss += weight * losses_[static_cast<size_t>(i)];
      total_weight += weight;
    }
    *Output(1)->mutable_data<float>() = total_weight == 0 ? 0.0f : static_cast<float>(args_.scale * loss / total_weight);
  }

 private:
  int64_t n_ = 0, d_ = 0;
  std::vector<float> losses_;
};

// dX = (p - label) * w * scale * dLoss / sum w.
class SoftmaxWithLossGradientOp final : public KernelOperator<SoftmaxWithLossArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool weighted = InputSize() == 5;
    const int axis = Input(0).canonical_axis_index(args_.axis);
    const int64_t n = Input(0).size_to_dim(axis), d = Input(0).size_from_dim(axis);
    const float* weights = weighted ? Input(2).data<float>() : nullptr;
    const float* p = Input(weighted ? 3 : 2).data<float>();
    const float dloss = *Input(weighted ? 4 : 3).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    const float* probabilities = args_.label_prob ? Input(1).data<float>() : nullptr;
    const int32_t* labels = args_.label_prob ? nullptr : Input(1).data<int32_t>();
    if (labels != nullptr) CheckLabels("SoftmaxWithLossGradient", labels, n, d);
    double total_weight = 0;
    for (int64_t i = 0; i < n; ++i) total_weight += weights != nullptr ? weights[i] : 1.0f;
    // Without any weight the loss is constant.
    const auto factor = static_cast<float>(total_weight > 0 ? args_.scale * dloss / total_weight : 1.0);
    for (int64_t i = 0; i < n; ++i, p += d, dx += d) {
      const float f = factor * (weights != nullptr ? weights[i] : 1.0f);
      if (labels != nullptr) {
        for (int64_t j = 0; j < d; ++j) dx[j] = p[j] * f;
        dx[labels[i]] -= f;
      } else {
        for (int64_t j = 0; j < d; ++j) dx[j] = (p[j] - probabilities[i * d + j]) * f;
      }
    }
  }
};

OPERATOR_SCHEMA(SoftmaxWithLoss)
    .NumInputs(2, 3)
    .NumOutputs(2)
    .Args<SoftmaxWithLossArgs>()
    .Shape<SoftmaxWithLossArgs>(SoftmaxWithLossShape)
    .SetDoc("Softmax and the mean cross entropy of its result, as one numerically safe operator.\n\n"
            "Labels are class numbers, or with `label_prob` a distribution over the classes that sums to one. "
            "With weights the loss is the weighted mean.")
    .Input(0, "logits", "Float tensor; the dims before `axis` count examples.")
    .Input(1, "labels", "int32 class of each example, or with `label_prob` float, shaped like logits.")
    .Input(2, "weight_tensor", "Weight of each example (optional).")
    .Output(0, "softmax", "Probabilities, shaped like logits.")
    .Output(1, "loss", "The mean loss, a scalar.");

OPERATOR_SCHEMA(SoftmaxWithLossGradient)
    .NumInputs(4, 5)
    .NumOutputs(1)
    .Args<SoftmaxWithLossArgs>()
    .Shape<SoftmaxWithLossArgs>(SoftmaxWithLossGradientShape)
    .SetDoc("Gradient of SoftmaxWithLoss. Inputs: logits, labels, weights where there are any, softmax, gradient of the loss.")
    .Input(0, "logits", "Input of SoftmaxWithLoss.")
    .Input(1, "labels", "Labels.")
    .Input(2, "softmax", "Output of SoftmaxWithLoss; weights come before it.")
    .Input(3, "d_loss", "Gradient of the loss.")
    .Output(0, "d_logits", "Gradient of the logits.");

REGISTER_CPU_OPERATOR(SoftmaxWithLoss, SoftmaxWithLossOp);
REGISTER_CPU_OPERATOR(SoftmaxWithLossGradient, SoftmaxWithLossGradientOp);
SIMPLE_GRADIENT(SoftmaxWithLoss, [](const GradientMakerBase& maker) -> GradientPlan {
  if (maker.InputSize() == 2) return {"SoftmaxWithLossGradient", {I(0), I(1), O(0), GO(1)}, {GI(0)}};
  return {"SoftmaxWithLossGradient", {I(0), I(1), I(2), O(0), GO(1)}, {GI(0)}};
});

}  // namespace
}  // namespace netdef
