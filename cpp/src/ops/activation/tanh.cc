// Tanh: y = tanh(x).
// dX = dY * (1 - y^2).
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Tanh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Tanh(x);
  }
};

struct TanhGradient {
  template <typename T>
  T operator()(T y, T dy, const NoArgs&) const {
    return dy * (T(1) - y * y);
  }
};

OPERATOR_SCHEMA(Tanh)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Hyperbolic tangent of each element.");

OPERATOR_SCHEMA(TanhGradient)
    .FillUsing(PointwiseGradientSchema("Tanh", {"Y", "dY"}))
    .AllowInplace({{1, 0}});

REGISTER_CPU_OPERATOR(Tanh, UnaryOp<Tanh>);
REGISTER_CPU_OPERATOR(TanhGradient, BinaryMapOp<TanhGradient>);
SIMPLE_GRADIENT(Tanh, "TanhGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
