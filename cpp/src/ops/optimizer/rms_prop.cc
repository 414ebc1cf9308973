// RmsProp: s = s + (1 - decay) * (g^2 - s), m = momentum * m + lr * g / sqrt(eps + s); the step is m.
// Tieleman and Hinton, 2012.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct RmsPropArgs {
  float decay = 0.9f;
  float momentum = 0;
  float epsilon = 1e-5f;

  template <typename V>
  void Fields(V& v) {
    v("decay", decay, "Decay of the mean of squared gradients.");
    v("momentum", momentum, "How much of the last step stays.");
    v("epsilon", epsilon, "Added to the mean before its root is taken.");
  }
};

class RmsPropOp final : public KernelOperator<RmsPropArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(0), Input(1), "[RmsProp] mean_squares");
    EnforceSameSize(Input(0), Input(2), "[RmsProp] momentum");
    const float lr = ScalarInput(Input(3), "[RmsProp] lr");
    const float *g = Input(0).data<float>(), *s = Input(1).data<float>(), *m = Input(2).data<float>();
    float *ng = Output(0)->mutable_data<float>(), *ns = Output(1)->mutable_data<float>(),
          *nm = Output(2)->mutable_data<float>();
    ForElements(Input(0).numel(), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float gi = g[i];
        const float si = ns[i] = s[i] + (1 - args_.decay) * (gi * gi - s[i]);
        const float step = args_.momentum * m[i] + lr * gi / std::sqrt(args_.epsilon + si);
        nm[i] = step;
        ng[i] = step;
      }
    });
  }
};

OPERATOR_SCHEMA(RmsProp)
    .NumInputs(4)
    .NumOutputs(3)
    .AllowInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<RmsPropArgs>()
    .Shape(OutputsLikeInputs({0, 1, 2}))
    .SetDoc("Turns a gradient into a step scaled by the running root mean square of gradients; the caller applies it.\n\n"
            "Source: [Tieleman and Hinton, 2012](https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf).")
    .Input(0, "grad", "Gradient.")
    .Input(1, "mean_squares", "Mean of squared gradients, shaped like the gradient.")
    .Input(2, "momentum", "The last step, shaped like the gradient.")
    .Input(3, "lr", "Learning rate, one element.")
    .Output(0, "output_grad", "The step.")
    .Output(1, "output_mean_squares", "Mean of squared gradients after the step.")
    .Output(2, "output_momentum", "Momentum after the step.");

REGISTER_CPU_OPERATOR(RmsProp, RmsPropOp);
SHOULD_NOT_DO_GRADIENT(RmsProp);

}  // namespace
}  // namespace netdef
