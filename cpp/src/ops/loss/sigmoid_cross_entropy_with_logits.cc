// SigmoidCrossEntropyWithLogits: for each row the mean over its elements of
//   -(t * log s(x) + (1 - t) * log(1 - s(x))), s the sigmoid, or with
//   log_D_trick: -(2t - 1) * log s(x)  (Goodfellow et al., 2014: log D instead of -log(1 - D)), or with
//   unjoined_lr_loss: -t * x + (1 - t) * log(1 + exp(x))  (positives also occur once as negatives).
#include "base/grain.h"
#include "netdef/parallel.h"
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

enum class Kind { kPlain, kLogD, kUnjoined };

struct SigmoidCrossEntropyArgs {
  bool log_d_trick = false;
  bool unjoined_lr_loss = false;

  template <typename V>
  void Fields(V& v) {
    v("log_D_trick", log_d_trick, "Loss of a generator: -(2t - 1) * log sigmoid(x).");
    v("unjoined_lr_loss", unjoined_lr_loss, "Every positive example also comes as a negative one.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(!(log_d_trick && unjoined_lr_loss), "log_D_trick and unjoined_lr_loss cannot be set at the same time");
    }
  }

  Kind kind() const { return log_d_trick ? Kind::kLogD : unjoined_lr_loss ? Kind::kUnjoined : Kind::kPlain; }
};

void CheckShapes(const Dims& logits, const Dims& targets) {
  NETDEF_ENFORCE(logits == targets, "[SigmoidCrossEntropyWithLogits] logits of shape [", DimsString(logits),
                 "] and targets of shape [", DimsString(targets), "] must be shaped alike");
}

std::vector<TensorSpec> LossShape(const SigmoidCrossEntropyArgs&, const ShapeInputs& in) {
  CheckShapes(in[0].dims, in[1].dims);
  return {TensorSpec(RowDims(in[0].dims), DType::kFloat)};
}

std::vector<TensorSpec> GradientShape(const SigmoidCrossEntropyArgs&, const ShapeInputs& in) {
  CheckShapes(in[1].dims, in[2].dims);
  NETDEF_ENFORCE_EQ(NumElements(in[0].dims), NumElements(RowDims(in[1].dims)),
                    "[SigmoidCrossEntropyWithLogitsGradient] expected one gradient for each row");
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

float Loss(Kind kind, float x, float t) {
  switch (kind) {
    case Kind::kLogD: return (2 * t - 1) * Softplus(-x);
    case Kind::kUnjoined: return (1 - t) * Softplus(x) - t * x;
    default: return Softplus(x) - t * x;
  }
}

float LossGradient(Kind kind, float x, float t) {
  switch (kind) {
    case Kind::kLogD: return -(2 * t - 1) * Sigmoid(-x);
    case Kind::kUnjoined: return (1 - t) * Sigmoid(x) - t;
    default: return Sigmoid(x) - t;
  }
}

class SigmoidCrossEntropyWithLogitsOp final : public KernelOperator<SigmoidCrossEntropyArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t d = RowLength(Input(0).dims());
    const float* x = Input(0).data<float>();
    const float* t = Input(1).data<float>();
    float* y = Output(0)->mutable_data<float>();
    const Kind kind = args_.kind();
    ParallelFor(0, Output(0)->numel(), GrainFor(1024, d), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        float sum = 0;
        for (int64_t j = i * d; j < (i + 1) * d; ++j) sum += Loss(kind, x[j], t[j]);
        y[i] = d == 0 ? 0.0f : sum / static_cast<float>(d);
      }
    });
  }
};

class SigmoidCrossEntropyWithLogitsGradientOp final : public KernelOperator<SigmoidCrossEntropyArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t d = RowLength(Input(1).dims());
    const float* dy = Input(0).data<float>();
    const float* x = Input(1).data<float>();
    const float* t = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    const Kind kind = args_.kind();
    ParallelFor(0, Input(0).numel(), GrainFor(1024, d), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float factor = dy[i] / static_cast<float>(d);
        for (int64_t j = i * d; j < (i + 1) * d; ++j) dx[j] = factor * LossGradient(kind, x[j], t[j]);
      }
    });
  }
};

OPERATOR_SCHEMA(SigmoidCrossEntropyWithLogits)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<SigmoidCrossEntropyArgs>()
    .Shape<SigmoidCrossEntropyArgs>(LossShape)
    .SetDoc("Cross entropy of sigmoid(logits) and targets, as the mean of each row (the last dim).\n\n"
            "Computed from the logits, which stays exact where the sigmoid saturates.")
    .Input(0, "logits", "Float tensor.")
    .Input(1, "targets", "Probabilities, shaped like logits.")
    .Output(0, "xentropy", "One loss for each row: the shape of logits without its last dim.");

OPERATOR_SCHEMA(SigmoidCrossEntropyWithLogitsGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<SigmoidCrossEntropyArgs>()
    .Shape<SigmoidCrossEntropyArgs>(GradientShape)
    .SetDoc("Gradient of SigmoidCrossEntropyWithLogits.")
    .Input(0, "d_xentropy", "Gradient of the losses.")
    .Input(1, "logits", "Logits.")
    .Input(2, "targets", "Targets.")
    .Output(0, "d_logits", "Gradient of the logits.");

REGISTER_CPU_OPERATOR(SigmoidCrossEntropyWithLogits, SigmoidCrossEntropyWithLogitsOp);
REGISTER_CPU_OPERATOR(SigmoidCrossEntropyWithLogitsGradient, SigmoidCrossEntropyWithLogitsGradientOp);
SIMPLE_GRADIENT(SigmoidCrossEntropyWithLogits, "SigmoidCrossEntropyWithLogitsGradient", {GO(0), I(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
