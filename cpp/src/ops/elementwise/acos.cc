// Acos: y = arccos(x).
// dX = -dY / sqrt(1 - x^2).
#include <cmath>

#include "base/arcs.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Acos : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Acos(x);
  }
};

struct AcosGradient {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    return -dy / std::sqrt(T(1) - x * x);
  }
};

OPERATOR_SCHEMA(Acos)
    .FillUsing(PointwiseSchema)
    .SetDoc("Inverse cosine of each element, in radians.");

OPERATOR_SCHEMA(AcosGradient).FillUsing(PointwiseGradientSchema("Acos", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Acos, UnaryOp<Acos>);
REGISTER_CPU_OPERATOR(AcosGradient, BinaryMapOp<AcosGradient>);
SIMPLE_GRADIENT(Acos, "AcosGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
