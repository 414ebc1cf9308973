// Gelu: y = x * P(X <= x) for a standard normal X, or its approximation
// x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).
// dX = dY * (P + x * p) with the density p; for the approximation its own derivative.
#include <cmath>

#include "netdef/pointwise.h"

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

template <typename T>
T NormalCdf(T x) {
  constexpr T kSqrtHalf = T(0.7071067811865476);
  return T(0.5) * std::erfc(-x * kSqrtHalf);
}

struct Gelu : CostlyFormula {
  template <typename T>
  T operator()(T x, const GeluArgs& args) const {
    if (args.fast_gelu) return T(0.5) * x * (T(1) + std::tanh(kSqrtTwoOverPi<T> * (x + kCubic<T> * x * x * x)));
    return x * NormalCdf(x);
  }
};

struct GeluGradient : CostlyFormula {
  template <typename T>
  T operator()(T dy, T x, const GeluArgs& args) const {
    if (args.fast_gelu) {
      const T t = std::tanh(kSqrtTwoOverPi<T> * (x + kCubic<T> * x * x * x));
      const T inner = kSqrtTwoOverPi<T> * (T(1) + T(3) * kCubic<T> * x * x);
      return dy * T(0.5) * (T(1) + t + x * (T(1) - t * t) * inner);
    }
    constexpr T kOneOverSqrtTwoPi = T(0.3989422804014327);
    return dy * (NormalCdf(x) + x * kOneOverSqrtTwoPi * std::exp(T(-0.5) * x * x));
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

REGISTER_CPU_OPERATOR(Gelu, UnaryOp<Gelu, GeluArgs>);
REGISTER_CPU_OPERATOR(GeluGradient, BinaryMapOp<GeluGradient, GeluArgs>);
SIMPLE_GRADIENT(Gelu, "GeluGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
