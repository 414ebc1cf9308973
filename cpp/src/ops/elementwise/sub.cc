// Sub: C = A - B with broadcasting; integers wrap around.
// dA = dC, dB = -dC, each summed over the axes along which the operand was stretched.
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Sub {
  template <typename T>
  T operator()(T a, T b) const {
    return SubWrapped(a, b);
  }
};

struct SubGradient {
  template <typename T>
  static T A(T dc, T, T) {
    return dc;
  }
  template <typename T>
  static T B(T dc, T, T) {
    return SubWrapped(T(0), dc);
  }
};

OPERATOR_SCHEMA(Sub)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}, {1, 0}})
    .SetDoc("Difference of two tensors, element by element.");

OPERATOR_SCHEMA(SubGradient).FillUsing(BroadcastGradientSchema).SetDoc("Gradient of Sub.");

REGISTER_CPU_OPERATOR(Sub, BroadcastOp<Sub, NumericTypes>);
REGISTER_CPU_OPERATOR(SubGradient, BroadcastGradientOp<SubGradient, NumericTypes>);
SIMPLE_GRADIENT(Sub, "SubGradient", {GO(0), I(0), I(1)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
