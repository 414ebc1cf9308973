// Erf: y = erf(x), the error function.
// dX = dY * 2 / sqrt(pi) * exp(-x^2).
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Erf : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Erf(x);
  }
};

struct ErfGradient : CostlyFormula {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    constexpr T kTwoOverSqrtPi = T(1.1283791670955126);
    return dy * kTwoOverSqrtPi * vec::Exp(-x * x);
  }
};

OPERATOR_SCHEMA(Erf)
    .FillUsing(PointwiseSchema)
    .SetDoc("Error function of each element.");

OPERATOR_SCHEMA(ErfGradient).FillUsing(PointwiseGradientSchema("Erf", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Erf, UnaryOp<Erf>);
REGISTER_CPU_OPERATOR(ErfGradient, BinaryMapOp<ErfGradient>);
SIMPLE_GRADIENT(Erf, "ErfGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
