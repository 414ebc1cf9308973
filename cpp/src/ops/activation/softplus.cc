// Softplus: y = ln(1 + exp(x)), infinite where exp(x) is.
// dX = dY * (1 - exp(-y)).
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Softplus : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Log1p(vec::Exp(x));
  }
};

struct SoftplusGradient : CostlyFormula {
  template <typename T>
  T operator()(T y, T dy, const NoArgs&) const {
    return -dy * vec::Expm1(-y);
  }
};

OPERATOR_SCHEMA(Softplus)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Smooth rectified linear unit: ln(1 + exp(x)).");

OPERATOR_SCHEMA(SoftplusGradient)
    .FillUsing(PointwiseGradientSchema("Softplus", {"Y", "dY"}))
    .AllowInplace({{1, 0}});

REGISTER_CPU_OPERATOR(Softplus, UnaryOp<Softplus>);
REGISTER_CPU_OPERATOR(SoftplusGradient, BinaryMapOp<SoftplusGradient>);
SIMPLE_GRADIENT(Softplus, "SoftplusGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
