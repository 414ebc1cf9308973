// Cosh: y = cosh(x).
// dX = dY * sinh(x).
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Cosh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::cosh(x);
  }
};

struct CoshGradient : CostlyFormula {
  template <typename T>
  T operator()(T dy, T x, const NoArgs&) const {
    return dy * std::sinh(x);
  }
};

OPERATOR_SCHEMA(Cosh)
    .FillUsing(PointwiseSchema)
    .SetDoc("Hyperbolic cosine of each element.");

OPERATOR_SCHEMA(CoshGradient).FillUsing(PointwiseGradientSchema("Cosh", {"dY", "X"}));

REGISTER_CPU_OPERATOR(Cosh, UnaryOp<Cosh>);
REGISTER_CPU_OPERATOR(CoshGradient, BinaryMapOp<CoshGradient>);
SIMPLE_GRADIENT(Cosh, "CoshGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
