// Sin: y = sin(x).
// dX = dY * cos(x).
#include <cmath>

#include "base/trigonometry.h"
#include "core/span_operator.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct SinGradient : CostlyFormula {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    return dy * std::cos(x);
  }
};

OPERATOR_SCHEMA(Sin)
    .FillUsing(PointwiseSchema)
    .SetDoc("Sine of each element, in radians.");

OPERATOR_SCHEMA(SinGradient).FillUsing(PointwiseGradientSchema("Sin", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Sin, SpanOperator<trigonometry::Sin>);
REGISTER_CPU_OPERATOR(SinGradient, BinaryMapOp<SinGradient>);
SIMPLE_GRADIENT(Sin, "SinGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
