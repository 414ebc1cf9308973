// Mul: C = A * B with broadcasting; integers wrap around.
// dA = dC * B, dB = dC * A, each summed over the axes along which the operand was stretched.
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Mul {
  template <typename T>
  T operator()(T a, T b) const {
    return MulWrapped(a, b);
  }
};

struct MulGradient {
  template <typename T>
  static T A(T dc, T, T b) {
    return MulWrapped(dc, b);
  }
  template <typename T>
  static T B(T dc, T a, T) {
    return MulWrapped(dc, a);
  }
};

OPERATOR_SCHEMA(Mul)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}, {1, 0}})
    .SetDoc("Product of two tensors, element by element.");

OPERATOR_SCHEMA(MulGradient).FillUsing(BroadcastGradientSchema).SetDoc("Gradient of Mul.");

REGISTER_CPU_OPERATOR(Mul, BroadcastOp<Mul, NumericTypes>);
REGISTER_CPU_OPERATOR(MulGradient, BroadcastGradientOp<MulGradient, NumericTypes>);
SIMPLE_GRADIENT(Mul, "MulGradient", {GO(0), I(0), I(1)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
