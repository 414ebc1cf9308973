// Cbrt: y = cube root of x.
// dX = dY / (3 * y^2).
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Cbrt : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::cbrt(x);
  }
};

struct CbrtGradient {
  template <typename T>
  T operator()(T dy, T y, const NoArgs&) const {
    return dy / (T(3) * y * y);
  }
};

OPERATOR_SCHEMA(Cbrt)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Cube root of each element.");

OPERATOR_SCHEMA(CbrtGradient)
    .FillUsing(PointwiseGradientSchema("Cbrt", {"dY", "Y"}))
    .AllowInplace({{0, 0}});

REGISTER_CPU_OPERATOR(Cbrt, UnaryOp<Cbrt>);
REGISTER_CPU_OPERATOR(CbrtGradient, BinaryMapOp<CbrtGradient>);
SIMPLE_GRADIENT(Cbrt, "CbrtGradient", {GO(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
