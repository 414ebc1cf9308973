// Adagrad: h = decay * h + g^2, w += lr * g / (sqrt(h) + eps), where `weight_decay` * w is added to g
// first. Duchi et al., 2011. SparseAdagrad updates the rows a sparse gradient names;
// RowWiseSparseAdagrad keeps one h for each row, fed with the mean of g^2.
#include "ops/optimizer/_adagrad.h"
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct SparseAdagradArgs {
  float epsilon = 1e-5f;
  float weight_decay = 0;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to the root of the squared sum.");
    v("weight_decay", weight_decay, "This part of the parameter is added to its gradient.");
  }
};

struct AdagradArgs : SparseAdagradArgs {
  float decay = 1;

  template <typename V>
  void Fields(V& v) {
    SparseAdagradArgs::Fields(v);
    v("decay", decay, "How much of the squared sum stays; 1 is Adagrad as published.");
  }
};

enum Dense { kParam, kMoment, kGrad, kRate };
enum Sparse { kIndices = 2, kSparseGrad, kSparseRate };

class AdagradOp final : public KernelOperator<AdagradArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMoment), "[Adagrad] moment");
    EnforceSameSize(Input(kParam), Input(kGrad), "[Adagrad] grad");
    const float lr = ScalarInput(Input(kRate), "[Adagrad] lr");
    const float *w = Input(kParam).data<float>(), *h = Input(kMoment).data<float>(), *g = Input(kGrad).data<float>();
    float *nw = Output(0)->mutable_data<float>(), *nh = Output(1)->mutable_data<float>();
    float* rate = OutputSize() > 2 ? Output(2)->mutable_data<float>() : nullptr;
    float* update = OutputSize() > 3 ? Output(3)->mutable_data<float>() : nullptr;
    ForElements(Input(kParam).numel(), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float gi = g[i] + args_.weight_decay * w[i];
        const float hi = nh[i] = args_.decay * h[i] + gi * gi;
        const float effective = lr / (std::sqrt(hi) + args_.epsilon);
        if (rate != nullptr) rate[i] = effective;
        if (update != nullptr) update[i] = effective * gi;
        nw[i] = w[i] + effective * gi;
      }
    });
  }
};

class SparseAdagradOp final : public KernelOperator<SparseAdagradArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMoment), "[SparseAdagrad] moment");
    const SparseGradient rows(Input(kParam), Input(kIndices), Input(kSparseGrad));
    const float lr = ScalarInput(Input(kSparseRate), "[SparseAdagrad] lr");
    const float* grad = Input(kSparseGrad).data<float>();
    float *param = DataInPlace<float>(Output(0)), *moment = StateInPlace(Output(1));
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      AdagradRow<false>(param + row * n, moment + row * n, grad + i * n, 1.0f, lr, args_.weight_decay, args_.epsilon, n);
    });
  }
};

class RowWiseSparseAdagradOp final : public KernelOperator<SparseAdagradArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const SparseGradient rows(Input(kParam), Input(kIndices), Input(kSparseGrad));
    NETDEF_ENFORCE_EQ(Input(kMoment).numel(), rows.rows(), "[RowWiseSparseAdagrad] moment must have one element for each row");
    const float lr = ScalarInput(Input(kSparseRate), "[RowWiseSparseAdagrad] lr");
    const float* grad = Input(kSparseGrad).data<float>();
    float *param = DataInPlace<float>(Output(0)), *moment = StateInPlace(Output(1));
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      AdagradRow<true>(param + row * n, moment + row, grad + i * n, 1.0f, lr, args_.weight_decay, args_.epsilon, n);
    });
  }
};

OPERATOR_SCHEMA(Adagrad)
    .NumInputs(4)
    .NumOutputs(2, 4)
    .AllowInplace({{0, 0}, {1, 1}})
    .Args<AdagradArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment, kGrad, kGrad}))
    .SetDoc("One step of Adagrad: the more a weight has moved, the smaller its steps become.\n\n"
            "The learning rate is added, so it is negative where a loss is to fall. "
            "Source: [Duchi et al., 2011](https://jmlr.org/papers/v12/duchi11a.html).")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Sum of squared gradients, shaped like the parameter.")
    .Input(2, "grad", "Gradient, shaped like the parameter.")
    .Input(3, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Sum of squared gradients after the step.")
    .Output(2, "output_effective_lr", "Learning rate of each element (optional).")
    .Output(3, "output_update", "What was added to each element (optional).");

OPERATOR_SCHEMA(SparseAdagrad)
    .NumInputs(5)
    .NumOutputs(2)
    .EnforceInplace({{0, 0}, {1, 1}})
    .Args<SparseAdagradArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment}))
    .SetDoc("Adagrad for the rows of a parameter that a sparse gradient names. See Adagrad.")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Sum of squared gradients, shaped like the parameter.")
    .Input(2, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(3, "grad", "Gradient of those rows.")
    .Input(4, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Sum of squared gradients after the step.");

OPERATOR_SCHEMA(RowWiseSparseAdagrad)
    .NumInputs(5)
    .NumOutputs(2)
    .EnforceInplace({{0, 0}, {1, 1}})
    .Args<SparseAdagradArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment}))
    .SetDoc("SparseAdagrad with one squared sum for each row of the parameter, which saves memory. See Adagrad.")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Sum of mean squared gradients, one element for each row.")
    .Input(2, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(3, "grad", "Gradient of those rows.")
    .Input(4, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Sum of mean squared gradients after the step.");

REGISTER_CPU_OPERATOR(Adagrad, AdagradOp);
SHOULD_NOT_DO_GRADIENT(Adagrad);
REGISTER_CPU_OPERATOR(SparseAdagrad, SparseAdagradOp);
SHOULD_NOT_DO_GRADIENT(SparseAdagrad);
REGISTER_CPU_OPERATOR(RowWiseSparseAdagrad, RowWiseSparseAdagradOp);
SHOULD_NOT_DO_GRADIENT(RowWiseSparseAdagrad);

}  // namespace
}  // namespace netdef
