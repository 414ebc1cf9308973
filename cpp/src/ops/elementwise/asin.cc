// Asin: y = arcsin(x).
// dX = dY / sqrt(1 - x^2).
#include <cmath>

#include "base/arcs.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Asin : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Asin(x);
  }
};

struct AsinGradient {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    return dy / std::sqrt(T(1) - x * x);
  }
};

OPERATOR_SCHEMA(Asin)
    .FillUsing(PointwiseSchema)
    .SetDoc("Inverse sine of each element, in radians.");

OPERATOR_SCHEMA(AsinGradient).FillUsing(PointwiseGradientSchema("Asin", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Asin, UnaryOp<Asin>);
REGISTER_CPU_OPERATOR(AsinGradient, BinaryMapOp<AsinGradient>);
SIMPLE_GRADIENT(Asin, "AsinGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
