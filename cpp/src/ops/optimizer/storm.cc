// Storm: s += |g|^2, eta = lr / cbrt(beta + s), m = g + (1 - momentum * eta^2) * (m - g), w += eta * m.
// Cutkosky and Orabona, 2019. SparseStorm updates the rows a sparse gradient names.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct StormArgs {
  float momentum = 10;
  float beta = 0.1f;

  template <typename V>
  void Fields(V& v) {
    v("momentum", momentum, "How fast the moment follows the gradient (c in the paper).");
    v("beta", beta, "Added to the sum of squares (w in the paper).");
  }
};

// What both forms share: the sum after this gradient, and the step it leads to.
struct StormStep {
  StormStep(const StormArgs& args, float lr, float sum, const Tensor& grad) {
    const float* g = grad.data<float>();
    double squares = 0;
    for (int64_t i = 0; i < grad.numel(); ++i) squares += static_cast<double>(g[i]) * g[i];
    new_sum = static_cast<float>(sum + squares);
    rate = lr * std::pow(args.beta + new_sum, -1.0f / 3.0f);
    alpha = args.momentum * rate * rate;
  }
  void Run(int64_t n, const float* w, const float* m, const float* g, float* nw, float* nm) const {
    for (int64_t i = 0; i < n; ++i) {
      nm[i] = g[i] + (1 - alpha) * (m[i] - g[i]);
      nw[i] = w[i] + rate * nm[i];
    }
  }
  float new_sum, rate, alpha;
};

class StormOp final : public KernelOperator<StormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(0), Input(1), "[Storm] moment");
    EnforceSameSize(Input(0), Input(3), "[Storm] grad");
    const StormStep step(args_, ScalarInput(Input(4), "[Storm] lr"), ScalarInput(Input(2), "[Storm] grad_sq_sum"), Input(3));
    step.Run(Input(0).numel(), Input(0).data<float>(), Input(1).data<float>(), Input(3).data<float>(),
             Output(0)->mutable_data<float>(), Output(1)->mutable_data<float>());
    *Output(2)->mutable_data<float>() = step.new_sum;
  }
};

class SparseStormOp final : public KernelOperator<StormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(0), Input(1), "[SparseStorm] moment");
    const SparseGradient rows(Input(0), Input(4), Input(3));
    const StormStep step(args_, ScalarInput(Input(5), "[SparseStorm] lr"), ScalarInput(Input(2), "[SparseStorm] grad_sq_sum"),
                         Input(3));
    const float* g = Input(3).data<float>();
    float *w = DataInPlace<float>(Output(0)), *m = DataInPlace<float>(Output(1));
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      step.Run(n, w + row * n, m + row * n, g + i * n, w + row * n, m + row * n);
    });
    *Output(2)->mutable_data<float>() = step.new_sum;
  }
};

OPERATOR_SCHEMA(Storm)
    .NumInputs(5)
    .NumOutputs(3)
    .AllowInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<StormArgs>()
    .Shape(OutputsLikeInputs({0, 1, 2}))
    .SetDoc("One step of STORM: momentum whose strength adapts to all gradients seen.\n\n"
            "The learning rate is added, so it is negative where a loss is to fall. "
            "Source: [Cutkosky and Orabona, 2019](https://arxiv.org/abs/1905.10018).")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Moment, shaped like the parameter.")
    .Input(2, "grad_sq_sum", "Sum of squared gradients, one element.")
    .Input(3, "grad", "Gradient, shaped like the parameter.")
    .Input(4, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Moment after the step.")
    .Output(2, "output_grad_sq_sum", "Sum of squared gradients after the step.");

OPERATOR_SCHEMA(SparseStorm)
    .NumInputs(6)
    .NumOutputs(3)
    .EnforceInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<StormArgs>()
    .Shape(OutputsLikeInputs({0, 1, 2}))
    .SetDoc("Storm for the rows of a parameter that a sparse gradient names. See Storm.")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Moment, shaped like the parameter.")
    .Input(2, "grad_sq_sum", "Sum of squared gradients, one element.")
    .Input(3, "grad", "Gradient of those rows.")
    .Input(4, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(5, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Moment after the step.")
    .Output(2, "output_grad_sq_sum", "Sum of squared gradients after the step.");

REGISTER_CPU_OPERATOR(Storm, StormOp);
SHOULD_NOT_DO_GRADIENT(Storm);
REGISTER_CPU_OPERATOR(SparseStorm, SparseStormOp);
SHOULD_NOT_DO_GRADIENT(SparseStorm);

}  // namespace
}  // namespace netdef
