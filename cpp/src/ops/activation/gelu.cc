// Gelu: y = x * P(X <= x) for a standard normal X, or its approximation
// x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).
// dX = dY * (P + x * p) with the density p; for the approximation its own derivative.
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct GeluArgs {
  bool fast_gelu = false;

  template <typename V>
  void Fields(V& v) {
    v("fast_gelu", fast_gelu, "Use the approximation with tanh.");
  }
};

template <typename T>
constexpr T kSqrtTwoOverPi = T(0.7978845608028654);
template <typename T>
constexpr T kCubic = T(0.044715);

struct Gelu : CostlyFormula {
  template <typename T>
  T operator()(T x, const GeluArgs&) const {
    return x * vec::NormalCdf(x);
  }
};

struct FastGelu : CostlyFormula {
  template <typename T>
  T operator()(T x, const GeluArgs&) const {
    return T(0.5) * x * (T(1) + vec::Tanh(kSqrtTwoOverPi<T> * (x + kCubic<T> * x * x * x)));
  }
};

class GeluOp final : public KernelOperator<GeluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      const int64_t n = Input(0).numel();
      args_.fast_gelu ? MapElements(n, y, FastGelu(), args_, x) : MapElements(n, y, Gelu(), args_, x);
    });
  }
};

struct GeluGradient : CostlyFormula {
  template <typename T>
  T operator()(T dy, T x, const GeluArgs& args) const {
    if (args.fast_gelu) {
      const T t = vec::Tanh(kSqrtTwoOverPi<T> * (x + kCubic<T> * x * x * x));
      const T inner = kSqrtTwoOverPi<T> * (T(1) + T(3) * kCubic<T> * x * x);
      return dy * T(0.5) * (T(1) + t + x * (T(1) - t * t) * inner);
    }
    constexpr T kOneOverSqrtTwoPi = T(0.3989422804014327);
    return dy * (vec::NormalCdf(x) + x * kOneOverSqrtTwoPi * vec::Exp(T(-0.5) * x * x));
  }
};

OPERATOR_SCHEMA(Gelu)
    .FillUsing(PointwiseSchema)
    .Args<GeluArgs>()
    .SetDoc("Gaussian error linear unit: each element weighted by the normal distribution function.\n\n"
            "Source: [Hendrycks and Gimpel, 2016](https://arxiv.org/abs/1606.08415).");

OPERATOR_SCHEMA(GeluGradient)
    .FillUsing(PointwiseGradientSchema("Gelu", {"dY", "X"}))
    .Args<GeluArgs>();

REGISTER_CPU_OPERATOR(Gelu, GeluOp);
REGISTER_CPU_OPERATOR(GeluGradient, BinaryMapOp<GeluGradient, GeluArgs>);
SIMPLE_GRADIENT(Gelu, "GeluGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
