// Cos: y = cos(x).
// dX = -dY * sin(x).
#include <cmath>

#include "base/trigonometry.h"
#include "core/span_operator.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct CosGradient : CostlyFormula {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    return -dy * std::sin(x);
  }
};

OPERATOR_SCHEMA(Cos)
    .FillUsing(PointwiseSchema)
    .SetDoc("Cosine of each element, in radians.");

OPERATOR_SCHEMA(CosGradient).FillUsing(PointwiseGradientSchema("Cos", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Cos, SpanOperator<trigonometry::Cos>);
REGISTER_CPU_OPERATOR(CosGradient, BinaryMapOp<CosGradient>);
SIMPLE_GRADIENT(Cos, "CosGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
