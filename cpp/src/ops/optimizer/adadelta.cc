// Adadelta: h = decay h + (1 - decay) g^2, step = g * sqrt(d + eps) / sqrt(h + eps), w += lr * step,
// d = decay d + (1 - decay) step^2. Zeiler, 2012.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct AdadeltaArgs {
  float epsilon = 1e-5f;
  float decay = 0.95f;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to both means before their roots are taken.");
    v("decay", decay, "Decay of both means.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(epsilon >= 0, "[Adadelta] epsilon must not be negative, got ", epsilon);
      NETDEF_ENFORCE(decay > 0 && decay < 1, "[Adadelta] decay must lie between 0 and 1, got ", decay);
    }
  }
};

void AdadeltaStep(const AdadeltaArgs& args, int64_t n, float lr, const float* w, const float* h, const float* d,
                  const float* g, float* nw, float* nh, float* nd) {
  for (int64_t i = 0; i < n; ++i) {
    const float gi = g[i], di = d[i];
    const float hi = nh[i] = args.decay * h[i] + (1 - args.decay) * gi * gi;
    const float step = std::sqrt(di + args.epsilon) / std::sqrt(hi + args.epsilon) * gi;
    nw[i] = w[i] + lr * step;
    nd[i] = args.decay * di + (1 - args.decay) * step * step;
  }
}

enum Dense { kParam, kMoment, kDelta, kGrad, kRate };
enum Sparse { kIndices = 3, kSparseGrad, kSparseRate };

class AdadeltaOp final : public KernelOperator<AdadeltaArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMoment), "[Adadelta] moment");
    EnforceSameSize(Input(kParam), Input(kDelta), "[Adadelta] moment_delta");
    EnforceSameSize(Input(kParam), Input(kGrad), "[Adadelta] grad");
    const float lr = ScalarInput(Input(kRate), "[Adadelta] lr");
    const float *w = Input(kParam).data<float>(), *h = Input(kMoment).data<float>(), *d = Input(kDelta).data<float>(),
                *g = Input(kGrad).data<float>();
    float *nw = Output(0)->mutable_data<float>(), *nh = Output(1)->mutable_data<float>(),
          *nd = Output(2)->mutable_data<float>();
    ForElements(Input(kParam).numel(), [&](int64_t b, int64_t e) {
      AdadeltaStep(args_, e - b, lr, w + b, h + b, d + b, g + b, nw + b, nh + b, nd + b);
    });
  }
};

class SparseAdadeltaOp final : public KernelOperator<AdadeltaArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    EnforceSameSize(Input(kParam), Input(kMoment), "[SparseAdadelta] moment");
    EnforceSameSize(Input(kParam), Input(kDelta), "[SparseAdadelta] moment_delta");
    const SparseGradient rows(Input(kParam), Input(kIndices), Input(kSparseGrad));
    const float lr = ScalarInput(Input(kSparseRate), "[SparseAdadelta] lr");
    const float* g = Input(kSparseGrad).data<float>();
    float *w = DataInPlace<float>(Output(0)), *h = DataInPlace<float>(Output(1)), *d = DataInPlace<float>(Output(2));
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      const int64_t at = row * n;
      AdadeltaStep(args_, n, lr, w + at, h + at, d + at, g + i * n, w + at, h + at, d + at);
    });
  }
};

OPERATOR_SCHEMA(Adadelta)
    .NumInputs(5)
    .NumOutputs(3)
    .AllowInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<AdadeltaArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment, kDelta}))
    .SetDoc("One step of Adadelta: steps in the units of the parameter, from running means of gradients and steps.\n\n"
            "The learning rate is added, so it is negative where a loss is to fall. "
            "Source: [Zeiler, 2012](https://arxiv.org/abs/1212.5701).")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Mean of squared gradients, shaped like the parameter.")
    .Input(2, "moment_delta", "Mean of squared steps, shaped like the parameter.")
    .Input(3, "grad", "Gradient, shaped like the parameter.")
    .Input(4, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Mean of squared gradients after the step.")
    .Output(2, "output_moment_delta", "Mean of squared steps after the step.");

OPERATOR_SCHEMA(SparseAdadelta)
    .NumInputs(6)
    .NumOutputs(3)
    .EnforceInplace({{0, 0}, {1, 1}, {2, 2}})
    .Args<AdadeltaArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment, kDelta}))
    .SetDoc("Adadelta for the rows of a parameter that a sparse gradient names. See Adadelta.")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Mean of squared gradients, shaped like the parameter.")
    .Input(2, "moment_delta", "Mean of squared steps, shaped like the parameter.")
    .Input(3, "indices", "Row of the parameter for each row of the gradient, int32 or int64.")
    .Input(4, "grad", "Gradient of those rows.")
    .Input(5, "lr", "Learning rate, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Mean of squared gradients after the step.")
    .Output(2, "output_moment_delta", "Mean of squared steps after the step.");

REGISTER_CPU_OPERATOR(Adadelta, AdadeltaOp);
SHOULD_NOT_DO_GRADIENT(Adadelta);
REGISTER_CPU_OPERATOR(SparseAdadelta, SparseAdadeltaOp);
SHOULD_NOT_DO_GRADIENT(SparseAdadelta);

}  // namespace
}  // namespace netdef
