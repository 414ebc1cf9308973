// MomentumSGD: m = momentum * m + lr * g, the step is m; with `nesterov` the step is
// (1 + momentum) * new m - momentum * old m. The Update forms also subtract the step from the parameter.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct MomentumArgs {
  float momentum = 0;
  bool nesterov = false;

  template <typename V>
  void Fields(V& v) {
    v("momentum", momentum, "How much of the last step stays.");
    v("nesterov", nesterov, "Look ahead along the momentum (Nesterov).");
  }
};

// `param` may be nullptr.
void MomentumStep(const MomentumArgs& args, int64_t n, float lr, const float* g, const float* m, float* ng, float* nm,
                  const float* param, float* new_param) {
  const float mu = args.momentum;
  for (int64_t i = 0; i < n; ++i) {
    const float before = m[i], after = mu * before + lr * g[i];
    const float step = args.nesterov ? (1 + mu) * after - mu * before : after;
    nm[i] = after;
    ng[i] = step;
    if (param != nullptr) new_param[i] = param[i] - step;
  }
}

enum Inputs { kGrad, kMomentum, kRate, kParam, kIndices };

// MomentumSGD has no parameter; MomentumSGDUpdate has one as its last input and output.
class MomentumSGDOp final : public KernelOperator<MomentumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool update = InputSize() > kParam;
    EnforceSameSize(Input(kGrad), Input(kMomentum), "[MomentumSGD] momentum");
    if (update) EnforceSameSize(Input(kGrad), Input(kParam), "[MomentumSGDUpdate] param");
    const float lr = ScalarInput(Input(kRate), "[MomentumSGD] lr");
    const float *g = Input(kGrad).data<float>(), *m = Input(kMomentum).data<float>();
    const float* w = update ? Input(kParam).data<float>() : nullptr;
    float *ng = Output(0)->mutable_data<float>(), *nm = Output(1)->mutable_data<float>();
    float* nw = update ? Output(2)->mutable_data<float>() : nullptr;
    ForElements(Input(kGrad).numel(), [&](int64_t b, int64_t e) {
      MomentumStep(args_, e - b, lr, g + b, m + b, ng + b, nm + b, update ? w + b : nullptr, update ? nw + b : nullptr);
    });
  }
};

class SparseMomentumSGDUpdateOp final : public KernelOperator<MomentumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMomentum), "[SparseMomentumSGDUpdate] moment");
    const SparseGradient rows(Input(kParam), Input(kIndices), Input(kGrad));
    const float lr = ScalarInput(Input(kRate), "[SparseMomentumSGDUpdate] lr");
    const float* g = Input(kGrad).data<float>();
    float *ng = Output(0)->mutable_data<float>(), *m = DataInPlace<float>(Output(1)), *w = DataInPlace<float>(Output(2));
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      MomentumStep(args_, n, lr, g + i * n, m + row * n, ng + i * n, m + row * n, w + row * n, w + row * n);
    });
  }
};

OPERATOR_SCHEMA(MomentumSGD)
    .NumInputs(3)
    .NumOutputs(2)
    .AllowInplace({{0, 0}, {1, 1}})
    .Args<MomentumArgs>()
    .Shape(OutputsLikeInputs({kGrad, kMomentum}))
    .SetDoc("Turns a gradient into a step with momentum; the caller applies it.")
    .Input(0, "grad", "Gradient.")
    .Input(1, "moment", "The last step, shaped like the gradient.")
    .Input(2, "lr", "Learning rate, one element.")
    .Output(0, "output_grad", "The step, to be subtracted from the parameter.")
    .Output(1, "output_moment", "Momentum after the step.");

OPERATOR_SCHEMA(MomentumSGDUpdate)
    .NumInputs(4)
    .NumOutputs(3)
    .AllowInplace({{0, 0}, {1, 1}, {3, 2}})
    .Args<MomentumArgs>()
    .Shape(OutputsLikeInputs({kGrad, kMomentum, kParam}))
    .SetDoc("One step of gradient descent with momentum.\n\nThe step is subtracted, so the learning rate is positive.")
    .Input(0, "grad", "Gradient, shaped like the parameter.")
    .Input(1, "moment", "The last step, shaped like the parameter.")
    .Input(2, "lr", "Learning rate, one element.")
    .Input(3, "param", "Parameter.")
    .Output(0, "output_grad", "The step.")
    .Output(1, "output_moment", "Momentum after the step.")
    .Output(2, "output_param", "The parameter after the step.");

OPERATOR_SCHEMA(SparseMomentumSGDUpdate)
    .NumInputs(5)
    .NumOutputs(3)
    .AllowInplace({{0, 0}})
    .EnforceInplace({{1, 1}, {3, 2}})
    .Args<MomentumArgs>()
    .Shape(OutputsLikeInputs({kGrad, kMomentum, kParam}))
    .SetDoc("Gradient descent with momentum for the rows of a parameter that a sparse gradient names.")
    .Input(0, "grad", "Gradient of those rows.")
    .Input(1, "moment", "The last step, shaped like the parameter.")
    .Input(2, "lr", "Learning rate, one element.")
    .Input(3, "param", "Parameter.")
    .Input(4, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Output(0, "output_grad", "The steps.")
    .Output(1, "output_moment", "Momentum after the step.")
    .Output(2, "output_param", "The parameter after the step.");

REGISTER_CPU_OPERATOR(MomentumSGD, MomentumSGDOp);
SHOULD_NOT_DO_GRADIENT(MomentumSGD);
REGISTER_CPU_OPERATOR(MomentumSGDUpdate, MomentumSGDOp);
SHOULD_NOT_DO_GRADIENT(MomentumSGDUpdate);
REGISTER_CPU_OPERATOR(SparseMomentumSGDUpdate, SparseMomentumSGDUpdateOp);
SHOULD_NOT_DO_GRADIENT(SparseMomentumSGDUpdate);

}  // namespace
}  // namespace netdef
