// LearningRateAdaption: lr - lr * lr_alpha * cos(grad, effgrad), or without normalization
// lr - lr_alpha * <grad, effgrad>. Baydin et al., 2018.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct LearningRateAdaptionArgs {
  float lr_alpha = 0.01f;
  bool normalized_lr_adaption = true;

  template <typename V>
  void Fields(V& v) {
    v("lr_alpha", lr_alpha, "Learning rate of the learning rate.");
    v("normalized_lr_adaption", normalized_lr_adaption, "Use the cosine of the gradients and scale by lr.");
  }
};

class LearningRateAdaptionOp final : public KernelOperator<LearningRateAdaptionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float lr = ScalarInput(Input(0), "[LearningRateAdaption] lr");
    EnforceSameSize(Input(1), Input(2), "[LearningRateAdaption] effgrad");
    const float *g = Input(1).data<float>(), *e = Input(2).data<float>();
    double dot = 0, gg = 0, ee = 0;
    for (int64_t i = 0; i < Input(1).numel(); ++i) {
      dot += static_cast<double>(g[i]) * e[i];
      gg += static_cast<double>(g[i]) * g[i];
      ee += static_cast<double>(e[i]) * e[i];
    }
    double change = dot;
    if (args_.normalized_lr_adaption) {
      constexpr double kEpsilon = 1e-12;
      change = lr * dot / (std::max(std::sqrt(gg), kEpsilon) * std::max(std::sqrt(ee), kEpsilon));
    }
    *Output(0)->mutable_data<float>() = static_cast<float>(lr - args_.lr_alpha * change);
  }
};

OPERATOR_SCHEMA(LearningRateAdaption)
    .NumInputs(3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<LearningRateAdaptionArgs>()
    .Shape(OutputsLikeInputs({0}))
    .SetDoc("Learns the learning rate from the gradient and the step it was turned into (hypergradient).\n\n"
            "Source: [Baydin et al., 2018](https://arxiv.org/abs/1703.04782).")
    .Input(0, "lr", "Learning rate, one element.")
    .Input(1, "grad", "Gradient.")
    .Input(2, "effgrad", "The step the optimizer made of it, shaped like the gradient.")
    .Output(0, "output_lr", "The adapted learning rate.");

REGISTER_CPU_OPERATOR(LearningRateAdaption, LearningRateAdaptionOp);
NO_GRADIENT(LearningRateAdaption);

}  // namespace
}  // namespace netdef
