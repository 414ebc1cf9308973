// Tan: y = tan(x).
// dX = dY / cos(x)^2.
#include <cmath>

#include "base/trigonometry.h"
#include "core/span_operator.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct TanGradient : CostlyFormula {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    const T cosine = std::cos(x);
    return dy / (cosine * cosine);
  }
};

OPERATOR_SCHEMA(Tan)
    .FillUsing(PointwiseSchema)
    .SetDoc("Tangent of each element, in radians.");

OPERATOR_SCHEMA(TanGradient).FillUsing(PointwiseGradientSchema("Tan", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Tan, SpanOperator<trigonometry::Tan>);
REGISTER_CPU_OPERATOR(TanGradient, BinaryMapOp<TanGradient>);
SIMPLE_GRADIENT(Tan, "TanGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
