// FTRL-proximal, for each weight with its n (sum of squares) and z: n' = n + g^2,
// z += g - (sqrt(n') - sqrt(n)) / alpha * w, and w = 0 where |z| <= lambda1, else
// (sign(z) lambda1 - z) / ((beta + sqrt(n')) / alpha + lambda2). McMahan et al., 2013.
// GFtrl does the thresholding for the weights of one input together (group lasso).
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct FtrlArgs {
  float alpha = 0.005f;
  float beta = 1;
  float lambda1 = 0.001f;
  float lambda2 = 0.001f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Learning rate, unless an input gives it.");
    v("beta", beta, "Keeps the learning rate finite while little was seen.");
    v("lambda1", lambda1, "Strength of L1: weights below it are zero.");
    v("lambda2", lambda2, "Strength of L2.");
  }
};

struct FtrlStep {
  FtrlStep(const FtrlArgs& a, float alpha) : args(a), inverse_alpha(1 / alpha) {}

  // Both sums, which lie side by side.
  void Sums(float w, float n, float z, float g, float* new_n, float* new_z) const {
    const float squares = n + g * g;
    *new_z = z + g - (std::sqrt(squares) - std::sqrt(n)) * inverse_alpha * w;
    *new_n = squares;
  }
  float Denominator(float n) const { return (args.beta + std::sqrt(n)) * inverse_alpha + args.lambda2; }
  float Weight(float n, float z) const {
    if (!(std::abs(z) > args.lambda1)) return 0;  // also without a number
    return (std::copysign(args.lambda1, z) - z) / Denominator(n);
  }
  void Run(int64_t count, const float* w, const float* nz, const float* g, float* new_w, float* new_nz) const {
    for (int64_t i = 0; i < count; ++i) {
      float n, z;
      Sums(w[i], nz[2 * i], nz[2 * i + 1], g[i], &n, &z);
      new_nz[2 * i] = n;
      new_nz[2 * i + 1] = z;
      new_w[i] = Weight(n, z);
    }
  }

  FtrlArgs args;
  float inverse_alpha;
};

void CheckSums(const Tensor& var, const Tensor& nz) {
  NETDEF_ENFORCE_EQ(nz.numel(), 2 * var.numel(), "[Ftrl] n_z must have two elements for each of var");
}

// With the learning rate as an argument or, instead, as the input after the gradient.
template <int kAlpha>
class WithAlphaOp : public KernelOperator<FtrlArgs> {
 public:
  WithAlphaOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    NETDEF_ENFORCE(InputSize() <= kAlpha || !HasArgument("alpha"), "[", type(), "] Cannot specify alpha by both input and argument");
  }

 protected:
  FtrlStep Step() { return {args_, InputSize() > kAlpha ? ScalarInput(Input(kAlpha), "alpha") : args_.alpha}; }
};

class FtrlOp final : public WithAlphaOp<3> {
 public:
  using WithAlphaOp::WithAlphaOp;

 protected:
  void Compute() override {
    CheckSums(Input(0), Input(1));
    EnforceSameSize(Input(0), Input(2), "[Ftrl] grad");
    const FtrlStep step = Step();
    const float *w = Input(0).data<float>(), *nz = Input(1).data<float>(), *g = Input(2).data<float>();
    float *new_w = Output(0)->mutable_data<float>(), *new_nz = Output(1)->mutable_data<float>();
    ForElements(Input(0).numel(),
                [&](int64_t b, int64_t e) { step.Run(e - b, w + b, nz + 2 * b, g + b, new_w + b, new_nz + 2 * b); });
  }
};

class SparseFtrlOp final : public WithAlphaOp<4> {
 public:
  using WithAlphaOp::WithAlphaOp;

 protected:
  void Compute() override {
    CheckSums(Input(0), Input(1));
    const SparseGradient rows(Input(0), Input(2), Input(3));
    const FtrlStep step = Step();
    const float* g = Input(3).data<float>();
    float *w = DataInPlace<float>(Output(0)), *nz = DataInPlace<float>(Output(1));
    const int64_t n = rows.block();
    rows.ForRows([&](int64_t row, int64_t i) {
      step.Run(n, w + row * n, nz + 2 * row * n, g + i * n, w + row * n, nz + 2 * row * n);
    });
  }
};

class GFtrlOp final : public WithAlphaOp<3> {
 public:
  using WithAlphaOp::WithAlphaOp;

 protected:
  void Compute() override {
    const Tensor& var = Input(0);
    CheckSums(var, Input(1));
    EnforceSameSize(var, Input(2), "[GFtrl] grad");
    NETDEF_ENFORCE_GE(var.dim(), 1, "[GFtrl] var must have at least one dimension");
    const FtrlStep step = Step();
    const int64_t outputs = var.dim(0), inputs = var.size_from_dim(1);
    const float *w = var.data<float>(), *nz = Input(1).data<float>(), *g = Input(2).data<float>();
    float *new_w = Output(0)->mutable_data<float>(), *new_nz = Output(1)->mutable_data<float>();
    for (int64_t i = 0; i < outputs * inputs; ++i) {
      step.Sums(w[i], nz[2 * i], nz[2 * i + 1], g[i], &new_nz[2 * i], &new_nz[2 * i + 1]);
    }
    const float scale = std::sqrt(static_cast<float>(outputs));
    for (int64_t j = 0; j < inputs; ++j) {
      double squares = 0;
      for (int64_t k = 0; k < outputs; ++k) {
        const double z = new_nz[2 * (k * inputs + j) + 1];
        squares += z * z;
      }
      const auto norm = static_cast<float>(std::sqrt(squares));
      for (int64_t k = 0; k < outputs; ++k) {
        const int64_t i = k * inputs + j;
        new_w[i] = norm > args_.lambda1 * scale
                       ? new_nz[2 * i + 1] * (args_.lambda1 * scale / norm - 1) / step.Denominator(new_nz[2 * i])
                       : 0.0f;
      }
    }
  }
};

OPERATOR_SCHEMA(Ftrl)
    .NumInputs(3, 4)
    .NumOutputs(2)
    .AllowInplace({{0, 0}, {1, 1}})
    .Args<FtrlArgs>()
    .Shape(OutputsLikeInputs({0, 1}))
    .SetDoc("One step of FTRL-proximal, whose weights are exactly zero where there is little evidence.\n\n"
            "Source: [McMahan et al., 2013](https://research.google/pubs/pub41159/).")
    .Input(0, "var", "Parameter.")
    .Input(1, "n_z", "Two sums for each weight; the shape of var and a last dim of 2.")
    .Input(2, "grad", "Gradient, shaped like var.")
    .Input(3, "alpha", "Learning rate, one element (optional).")
    .Output(0, "output_var", "The parameter after the step.")
    .Output(1, "output_n_z", "The sums after the step.");

OPERATOR_SCHEMA(SparseFtrl)
    .NumInputs(4, 5)
    .NumOutputs(2)
    .EnforceInplace({{0, 0}, {1, 1}})
    .Args<FtrlArgs>()
    .Shape(OutputsLikeInputs({0, 1}))
    .SetDoc("Ftrl for the rows of a parameter that a sparse gradient names. See Ftrl.")
    .Input(0, "var", "Parameter.")
    .Input(1, "n_z", "Two sums for each weight; the shape of var and a last dim of 2.")
    .Input(2, "indices", "Row of var for each row of the gradient, int32 or int64.")
    .Input(3, "grad", "Gradient of those rows.")
    .Input(4, "alpha", "Learning rate, one element (optional).")
    .Output(0, "output_var", "The parameter after the step.")
    .Output(1, "output_n_z", "The sums after the step.");

OPERATOR_SCHEMA(GFtrl)
    .NumInputs(3, 4)
    .NumOutputs(2)
    .AllowInplace({{0, 0}, {1, 1}})
    .Args<FtrlArgs>()
    .Shape(OutputsLikeInputs({0, 1}))
    .SetDoc("Ftrl that keeps or drops the weights of one input together (group lasso). See Ftrl.")
    .Input(0, "var", "Parameter, outputs x inputs.")
    .Input(1, "n_z", "Two sums for each weight; the shape of var and a last dim of 2.")
    .Input(2, "grad", "Gradient, shaped like var.")
    .Input(3, "alpha", "Learning rate, one element (optional).")
    .Output(0, "output_var", "The parameter after the step.")
    .Output(1, "output_n_z", "The sums after the step.");

REGISTER_CPU_OPERATOR(Ftrl, FtrlOp);
SHOULD_NOT_DO_GRADIENT(Ftrl);
REGISTER_CPU_OPERATOR(SparseFtrl, SparseFtrlOp);
SHOULD_NOT_DO_GRADIENT(SparseFtrl);
REGISTER_CPU_OPERATOR(GFtrl, GFtrlOp);
SHOULD_NOT_DO_GRADIENT(GFtrl);

}  // namespace
}  // namespace netdef
