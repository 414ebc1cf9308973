// Adam: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, w += lr * c * m / (sqrt(v) + eps) with
// c = sqrt(1 - b2^t) / (1 - b1^t). Kingma and Ba, 2015. SparseAdam updates the rows a sparse gradient
// names, on request with the rectified step of Liu et al., 2020 (RAdam); RowWiseSparseAdam keeps one
// v for each row, fed with the mean of g^2.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct AdamArgs {
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float epsilon = 1e-5f;

  template <typename V>
  void Fields(V& v) {
    v("beta1", beta1, "Decay of the first moment.");
    v("beta2", beta2, "Decay of the second moment.");
    v("epsilon", epsilon, "Added to the root of the second moment.");
  }
};

struct SparseAdamArgs : AdamArgs {
  bool enable_radam = false;

  template <typename V>
  void Fields(V& v) {
    AdamArgs::Fields(v);
    v("enableRAdam", enable_radam, "Rectify the step while the second moment is young.");
  }
};

float BiasCorrection(const AdamArgs& args, int64_t t) {
  const auto time = static_cast<float>(t);
  return std::sqrt(1 - std::pow(args.beta2, time)) / (1 - std::pow(args.beta1, time));
}

struct AdamStep {
  float beta1, beta2, epsilon;
  float factor;              // of m / (sqrt(v) + eps), or of m where `adaptive` is off
  bool adaptive = true;

  float Moment1(float m, float g) const { return m * beta1 + g * (1 - beta1); }
  float Moment2(float v, float g_squared) const { return v * beta2 + g_squared * (1 - beta2); }
  float Direction(float m, float v) const { return adaptive ? factor * m / (std::sqrt(v) + epsilon) : factor * m; }

  void Run(int64_t n, float lr, const float* w, const float* m, const float* v, const float* g, float* nw, float* nm,
           float* nv, float* ng) const {
    for (int64_t i = 0; i < n; ++i) {
      const float gi = g[i];
      const float mi = nm[i] = Moment1(m[i], gi);
      const float vi = nv[i] = Moment2(v[i], gi * gi);
      const float direction = Direction(mi, vi);
      if (ng != nullptr) ng[i] = direction;
      nw[i] = w[i] + lr * direction;
    }
  }
};

enum Dense { kParam, kMoment1, kMoment2, kGrad, kRate, kIter };
enum Sparse { kSparseIndices = 3, kSparseGrad, kSparseRate, kSparseIter };

class AdamOp final : public KernelOperator<AdamArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& param = Input(kParam);
    EnforceSameSize(param, Input(kMoment1), "[Adam] moment_1");
    EnforceSameSize(param, Input(kMoment2), "[Adam] moment_2");
    EnforceSameSize(param, Input(kGrad), "[Adam] grad");
    const float lr = ScalarInput(Input(kRate), "[Adam] lr");
    const AdamStep step{args_.beta1, args_.beta2, args_.epsilon, BiasCorrection(args_, IterationInput(Input(kIter)) + 1)};
    const float *w = param.data<float>(), *m = Input(kMoment1).data<float>(), *v = Input(kMoment2).data<float>(),
                *g = Input(kGrad).data<float>();
    float *nw = Output(0)->mutable_data<float>(), *nm = Output(1)->mutable_data<float>(),
          *nv = Output(2)->mutable_data<float>();
    float* ng = OutputSize() == 4 ? Output(3)->mutable_data<float>() : nullptr;
    ForElements(param.numel(), [&](int64_t b, int64_t e) {
      step.Run(e - b, lr, w + b, m + b, v + b, g + b, nw + b, nm + b, nv + b, ng == nullptr ? nullptr : ng + b);
    });
  }
};

class SparseAdamOp final : public KernelOperator<SparseAdamArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMoment1), "[SparseAdam] moment_1");
    EnforceSameSize(Input(kParam), Input(kMoment2), "[SparseAdam] moment_2");
    const SparseGradient rows(Input(kParam), Input(kSparseIndices), Input(kSparseGrad));
    const float lr = ScalarInput(Input(kSparseRate), "[SparseAdam] lr");
    const AdamStep step = MakeStep(IterationInput(Input(kSparseIter)) + 1);
    const float* g = Input(kSparseGrad).data<float>();
    float *w = DataInPlace<float>(Output(0)), *m = DataInPlace<float>(Output(1)), *v = DataInPlace<float>(Output(2));
    float* ng = OutputSize() == 4 ? Output(3)->mutable_data<float>() : nullptr;
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      const int64_t at = row * n;
      step.Run(n, lr, w + at, m + at, v + at, g + i * n, w + at, m + at, v + at, ng == nullptr ? nullptr : ng + i * n);
    });
  }

 private:
  AdamStep MakeStep(int64_t t) const {
    AdamStep step{args_.beta1, args_.beta2, args_.epsilon, BiasCorrection(args_, t)};
    if (!args_.enable_radam) return step;
    const auto time = static_cast<double>(t);  // rho is a difference of large numbers
    const double beta2_t = std::pow(args_.beta2, time);
    const double rho_inf = 2.0 / (1.0 - args_.beta2) - 1.0;
    const double rho = rho_inf - 2 * time * beta2_t / (1 - beta2_t);
    if (rho >= 5) {
      step.factor *= static_cast<float>(std::sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho)));
    } else {
      step.adaptive = false;
      step.factor = static_cast<float>(1 / (1 - std::pow(args_.beta1, time)));
    }
    return step;
  }
};

class RowWiseSparseAdamOp final : public KernelOperator<AdamArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMoment1), "[RowWiseSparseAdam] moment_1");
    const SparseGradient rows(Input(kParam), Input(kSparseIndices), Input(kSparseGrad));
    NETDEF_ENFORCE_EQ(Input(kMoment2).numel(), rows.rows(), "[RowWiseSparseAdam] moment_2 must have one element for each row");
    const float lr = ScalarInput(Input(kSparseRate), "[RowWiseSparseAdam] lr");
    const AdamStep step{args_.beta1, args_.beta2, args_.epsilon,
                        BiasCorrection(args_, IterationInput(Input(kSparseIter)) + 1)};
    const float* grad = Input(kSparseGrad).data<float>();
    float *w = DataInPlace<float>(Output(0)), *m = DataInPlace<float>(Output(1)), *v = DataInPlace<float>(Output(2));
    float* ng = OutputSize() == 4 ? Output(3)->mutable_data<float>() : nullptr;
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      const float* g = grad + i * n;
      float squares = 0;
      for (int64_t j = 0; j < n; ++j) squares += g[j] * g[j];
      const float vi = v[row] = step.Moment2(v[row], squares / static_cast<float>(n));
      for (int64_t j = 0; j < n; ++j) {
        const int64_t at = row * n + j;
        m[at] = step.Moment1(m[at], g[j]);
        const float direction = step.Direction(m[at], vi);
        if (ng != nullptr) ng[i * n + j] = direction;
        w[at] += lr * direction;
      }
    });
  }
};

OPERATOR_SCHEMA(Adam)
    .NumInputs(6)
    .NumOutputs(3, 4)
    .AllowInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<AdamArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment1, kMoment2, kGrad}))
    .SetDoc("One step of Adam: the step of each weight is scaled by running means of its gradient and of its square.\n\n"
            "The learning rate is added, so it is negative where a loss is to fall. "
            "Source: [Kingma and Ba, 2015](https://arxiv.org/abs/1412.6980).")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment_1", "First moment, shaped like the parameter.")
    .Input(2, "moment_2", "Second moment, shaped like the parameter.")
    .Input(3, "grad", "Gradient, shaped like the parameter.")
    .Input(4, "lr", "Learning rate, one element.")
    .Input(5, "iter", "Number of the iteration, int64, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment_1", "First moment after the step.")
    .Output(2, "output_moment_2", "Second moment after the step.")
    .Output(3, "output_grad", "The step before the learning rate (optional).");

OPERATOR_SCHEMA(SparseAdam)
    .NumInputs(7)
    .NumOutputs(3, 4)
    .EnforceInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<SparseAdamArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment1, kMoment2, kSparseGrad}))
    .SetDoc("Adam for the rows of a parameter that a sparse gradient names. See Adam.")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment_1", "First moment, shaped like the parameter.")
    .Input(2, "moment_2", "Second moment, shaped like the parameter.")
    .Input(3, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(4, "grad", "Gradient of those rows.")
    .Input(5, "lr", "Learning rate, one element.")
    .Input(6, "iter", "Number of the iteration, int64, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment_1", "First moment after the step.")
    .Output(2, "output_moment_2", "Second moment after the step.")
    .Output(3, "output_grad", "The steps before the learning rate (optional).");

OPERATOR_SCHEMA(RowWiseSparseAdam)
    .NumInputs(7)
    .NumOutputs(3, 4)
    .EnforceInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<AdamArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment1, kMoment2, kSparseGrad}))
    .SetDoc("SparseAdam with one second moment for each row of the parameter, which saves memory. See Adam.")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment_1", "First moment, shaped like the parameter.")
    .Input(2, "moment_2", "Second moment, one element for each row.")
    .Input(3, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(4, "grad", "Gradient of those rows.")
    .Input(5, "lr", "Learning rate, one element.")
    .Input(6, "iter", "Number of the iteration, int64, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment_1", "First moment after the step.")
    .Output(2, "output_moment_2", "Second moment after the step.")
    .Output(3, "output_grad", "The steps before the learning rate (optional).");

REGISTER_CPU_OPERATOR(Adam, AdamOp);
SHOULD_NOT_DO_GRADIENT(Adam);
REGISTER_CPU_OPERATOR(SparseAdam, SparseAdamOp);
SHOULD_NOT_DO_GRADIENT(SparseAdam);
REGISTER_CPU_OPERATOR(RowWiseSparseAdam, RowWiseSparseAdamOp);
SHOULD_NOT_DO_GRADIENT(RowWiseSparseAdam);

}  // namespace
}  // namespace netdef
