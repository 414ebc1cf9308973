// LpNorm: the sum of |x| (p = 1) or of x^2 (p = 2, no root is taken), or its mean.
// dX = dNorm * sign(x) or dNorm * 2 * x, divided by the number of elements for the mean.
#include <cmath>

#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct LpNormArgs {
  int p = 2;
  bool average = false;

  template <typename V>
  void Fields(V& v) {
    v("p", p, "1 or 2.");
    v("average", average, "Divide by the number of elements.");
    if (V::kReads) NETDEF_ENFORCE(p == 1 || p == 2, "p should be either 1 or 2, got ", p);
  }
};

class LpNormOp final : public KernelOperator<LpNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).numel();
    NETDEF_ENFORCE(n > 0 || !args_.average, "[LpNorm] there is no average of nothing");
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      const T sum = args_.p == 1 ? FoldSum::Run(n, T(0), [x](int64_t i) { return std::abs(x[i]); })
                                 : FoldSum::Run(n, T(0), [x](int64_t i) { return x[i] * x[i]; });
      *Output(0)->mutable_data<T>() = args_.average ? sum / static_cast<T>(n) : sum;
    });
  }
};

struct Slope {
  template <typename T>
  T operator()(T x, const std::pair<int, double>& p_and_factor) const {
    const T factor = static_cast<T>(p_and_factor.second);
    if (p_and_factor.first == 2) return T(2) * factor * x;
    return x > T(0) ? factor : (x < T(0) ? -factor : T(0));
  }
};

// (X, dNorm) -> dX
class LpNormGradientOp final : public KernelOperator<LpNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).numel();
    NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[LpNormGradient] dNorm must be one number");
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const double dnorm = *Input(1).data<T>() / (args_.average ? static_cast<double>(n) : 1.0);
      MapElements(n, Output(0)->mutable_data<T>(), Slope(), std::pair<int, double>(args_.p, dnorm), Input(0).data<T>());
    });
  }
};

OPERATOR_SCHEMA(LpNorm)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LpNormArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{{1}, in[0].dtype}}; })
    .SetDoc("Sum of the absolute values or of the squares of all elements of a tensor.")
    .Input(0, "X", "Float tensor of any shape.")
    .Output(0, "Z", "Vector of one number.");

OPERATOR_SCHEMA(LpNormGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<LpNormArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of LpNorm.")
    .Input(0, "X", "Input of LpNorm.")
    .Input(1, "dout", "Gradient of the norm: one number.")
    .Output(0, "dx", "Gradient of X.");

REGISTER_CPU_OPERATOR(LpNorm, LpNormOp);
REGISTER_CPU_OPERATOR(LpNormGradient, LpNormGradientOp);
SIMPLE_GRADIENT(LpNorm, "LpNormGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
