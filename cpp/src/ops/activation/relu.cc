// Relu: y = max(x, 0); NaN stays NaN.
// dX = dY where y > 0, 0 elsewhere.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Relu {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x < T(0) ? T(0) : x;
  }
};

struct ReluGradient {
  template <typename T>
  T operator()(T y, T dy, const NoArgs&) const {
    return y > T(0) ? dy : T(0);
  }
};

OPERATOR_SCHEMA(Relu)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Rectified linear unit: passes positive values, stops negative ones.");

OPERATOR_SCHEMA(ReluGradient)
    .FillUsing(PointwiseGradientSchema("Relu", {"Y", "dY"}))
    .AllowInplace({{1, 0}});

REGISTER_CPU_OPERATOR(Relu, UnaryOp<Relu>);
REGISTER_CPU_OPERATOR(ReluGradient, BinaryMapOp<ReluGradient>);
SIMPLE_GRADIENT(Relu, "ReluGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
