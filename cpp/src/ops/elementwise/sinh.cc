// Sinh: y = sinh(x).
// dX = dY * cosh(x).
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Sinh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::sinh(x);
  }
};

struct SinhGradient : CostlyFormula {
  template <typename T>
  T operator()(T dy, T x, const NoArgs&) const {
    return dy * std::cosh(x);
  }
};

OPERATOR_SCHEMA(Sinh)
    .FillUsing(PointwiseSchema)
    .SetDoc("Hyperbolic sine of each element.");

OPERATOR_SCHEMA(SinhGradient).FillUsing(PointwiseGradientSchema("Sinh", {"dY", "X"}));

REGISTER_CPU_OPERATOR(Sinh, UnaryOp<Sinh>);
REGISTER_CPU_OPERATOR(SinhGradient, BinaryMapOp<SinhGradient>);
SIMPLE_GRADIENT(Sinh, "SinhGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
