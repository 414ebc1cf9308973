// Atan: y = arctan(x).
// dX = dY / (1 + x^2).
#include "base/arcs.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Atan : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Atan(x);
  }
};

struct AtanGradient {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    return dy / (T(1) + x * x);
  }
};

OPERATOR_SCHEMA(Atan)
    .FillUsing(PointwiseSchema)
    .SetDoc("Inverse tangent of each element, in radians.");

OPERATOR_SCHEMA(AtanGradient).FillUsing(PointwiseGradientSchema("Atan", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Atan, UnaryOp<Atan>);
REGISTER_CPU_OPERATOR(AtanGradient, BinaryMapOp<AtanGradient>);
SIMPLE_GRADIENT(Atan, "AtanGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
