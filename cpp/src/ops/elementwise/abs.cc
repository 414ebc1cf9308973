// Abs: y = |x|.
// dX = dY * sign(x), 0 at x = 0.
#include "netdef/pointwise.h"
#include "netdef/wrapped.h"

namespace netdef {
namespace {

struct Abs {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x < T(0) ? NegateWrapped(x) : x;
  }
};

struct AbsGradient {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    return x > T(0) ? dy : (x < T(0) ? NegateWrapped(dy) : T(0));
  }
};

OPERATOR_SCHEMA(Abs)
    .FillUsing(PointwiseSchema)
    .SetDoc("Absolute value of each element.");

OPERATOR_SCHEMA(AbsGradient).FillUsing(PointwiseGradientSchema("Abs", {"X", "dY"}));

REGISTER_CPU_OPERATOR(Abs, UnaryOp<Abs, NoArgs, NumericTypes>);
REGISTER_CPU_OPERATOR(AbsGradient, BinaryMapOp<AbsGradient, NoArgs, NumericTypes>);
SIMPLE_GRADIENT(Abs, "AbsGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
