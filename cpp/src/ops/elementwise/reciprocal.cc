// Reciprocal: y = 1 / x.
// dX = -dY * y^2.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Reciprocal {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return T(1) / x;
  }
};

struct ReciprocalGradient {
  template <typename T>
  T operator()(T y, T dy, const NoArgs&) const {
    return -dy * y * y;
  }
};

OPERATOR_SCHEMA(Reciprocal)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Reciprocal of each element.");

OPERATOR_SCHEMA(ReciprocalGradient)
    .FillUsing(PointwiseGradientSchema("Reciprocal", {"Y", "dY"}))
    .AllowInplace({{1, 0}});

REGISTER_CPU_OPERATOR(Reciprocal, UnaryOp<Reciprocal>);
REGISTER_CPU_OPERATOR(ReciprocalGradient, BinaryMapOp<ReciprocalGradient>);
SIMPLE_GRADIENT(Reciprocal, "ReciprocalGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
