// Wngrad: w += lr / (b + eps) * g, then b += |g|^2 / (b + eps), with one b for the whole parameter.
// Wu et al., 2018. SparseWngrad updates the rows a sparse gradient names.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct WngradArgs {
  float epsilon = 1e-5f;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to seq_b before dividing.");
  }
};

float SumOfSquares(const float* x, int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += static_cast<double>(x[i]) * x[i];
  return static_cast<float>(sum);
}

class WngradOp final : public KernelOperator<WngradArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(0), Input(2), "[Wngrad] grad");
    const float b = ScalarInput(Input(1), "[Wngrad] seq_b"), lr = ScalarInput(Input(3), "[Wngrad] lr");
    const float *w = Input(0).data<float>(), *g = Input(2).data<float>();
    const int64_t n = Input(0).numel();
    const float rate = lr / (b + args_.epsilon);
    const float new_b = b + 1 / (b + args_.epsilon) * SumOfSquares(g, n);
    float* nw = Output(0)->mutable_data<float>();
    float* update = OutputSize() > 3 ? Output(3)->mutable_data<float>() : nullptr;
    for (int64_t i = 0; i < n; ++i) {
      const float step = rate * g[i];
      if (update != nullptr) update[i] = step;
      nw[i] = w[i] + step;
    }
    *Output(1)->mutable_data<float>() = new_b;
    if (OutputSize() > 2) *Output(2)->mutable_data<float>() = rate;
  }
};

class SparseWngradOp final : public KernelOperator<WngradArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const SparseGradient rows(Input(0), Input(2), Input(3));
    const float b = ScalarInput(Input(1), "[SparseWngrad] seq_b"), lr = ScalarInput(Input(4), "[SparseWngrad] lr");
    const float* g = Input(3).data<float>();
    float* w = DataInPlace<float>(Output(0));
    const float rate = lr / (b + args_.epsilon);
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      for (int64_t j = 0; j < n; ++j) w[row * n + j] += rate * g[i * n + j];
    });
    // Without epsilon here, as in the real one.
    *Output(1)->mutable_data<float>() = b + 1 / b * SumOfSquares(g, Input(3).numel());
  }
};

OPERATOR_SCHEMA(Wngrad)
    .NumInputs(4)
    .NumOutputs(2, 4)
    .AllowInplace({{0, 0}, {1, 1}})
    .Args<WngradArgs>()
    .Shape(OutputsLikeInputs({0, 1, 1, 2}))
    .SetDoc("One step of WNGrad: one learning rate for the whole parameter that falls as gradients add up.\n\n"
            "The learning rate is added, so it is negative where a loss is to fall. "
            "Source: [Wu et al., 2018](https://arxiv.org/abs/1803.02865).")
    .Input(0, "param", "Parameter.")
    .Input(1, "seq_b", "Divisor of the learning rate, one element.")
    .Input(2, "grad", "Gradient, shaped like the parameter.")
    .Input(3, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_seq_b", "Divisor after the step.")
    .Output(2, "output_effective_lr", "The learning rate that was used (optional).")
    .Output(3, "output_update", "What was added to each element (optional).");

OPERATOR_SCHEMA(SparseWngrad)
    .NumInputs(5)
    .NumOutputs(2)
    .EnforceInplace({{0, 0}, {1, 1}})
    .Args<WngradArgs>()
    .Shape(OutputsLikeInputs({0, 1}))
    .SetDoc("Wngrad for the rows of a parameter that a sparse gradient names. See Wngrad.")
    .Input(0, "param", "Parameter.")
    .Input(1, "seq_b", "Divisor of the learning rate, one element.")
    .Input(2, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(3, "grad", "Gradient of those rows.")
    .Input(4, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_seq_b", "Divisor after the step.");

REGISTER_CPU_OPERATOR(Wngrad, WngradOp);
SHOULD_NOT_DO_GRADIENT(Wngrad);
REGISTER_CPU_OPERATOR(SparseWngrad, SparseWngradOp);
SHOULD_NOT_DO_GRADIENT(SparseWngrad);

}  // namespace
}  // namespace netdef
