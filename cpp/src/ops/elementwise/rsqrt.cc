// Rsqrt: y = 1 / sqrt(x).
// dX = -dY * y^3 / 2.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Rsqrt {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return T(1) / std::sqrt(x);
  }
};

struct RsqrtGradient {
  template <typename T>
  T operator()(T dy, T y, const NoArgs&) const {
    return T(-0.5) * dy * y * y * y;
  }
};

OPERATOR_SCHEMA(Rsqrt)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Reciprocal of the square root of each element.");

OPERATOR_SCHEMA(RsqrtGradient)
    .FillUsing(PointwiseGradientSchema("Rsqrt", {"dY", "Y"}))
    .AllowInplace({{0, 0}});

REGISTER_CPU_OPERATOR(Rsqrt, UnaryOp<Rsqrt>);
REGISTER_CPU_OPERATOR(RsqrtGradient, BinaryMapOp<RsqrtGradient>);
SIMPLE_GRADIENT(Rsqrt, "RsqrtGradient", {GO(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
