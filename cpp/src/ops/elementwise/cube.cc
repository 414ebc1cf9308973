// Cube: y = x^3.
// dX = dY * 3 * x^2.
#include "netdef/pointwise.h"
#include "netdef/wrapped.h"

namespace netdef {
namespace {

struct Cube {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return MulWrapped(MulWrapped(x, x), x);
  }
};

struct CubeGradient {
  template <typename T>
  T operator()(T dy, T x, const NoArgs&) const {
    return MulWrapped(MulWrapped(dy, T(3)), MulWrapped(x, x));
  }
};

OPERATOR_SCHEMA(Cube)
    .FillUsing(PointwiseSchema)
    .SetDoc("Cube of each element.");

OPERATOR_SCHEMA(CubeGradient).FillUsing(PointwiseGradientSchema("Cube", {"dY", "X"}));

REGISTER_CPU_OPERATOR(Cube, UnaryOp<Cube, NoArgs, NumericTypes>);
REGISTER_CPU_OPERATOR(CubeGradient, BinaryMapOp<CubeGradient, NoArgs, NumericTypes>);
SIMPLE_GRADIENT(Cube, "CubeGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
