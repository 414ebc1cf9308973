// Add: C = A + B with broadcasting; integers wrap around.
// dA = dC, dB = dC, each summed over the axes along which the operand was stretched.
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Add {
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
};

struct AddGradient {
  template <typename T>
  static T A(T dc, T, T) {
    return dc;
  }
  template <typename T>
  static T B(T dc, T, T) {
    return dc;
  }
};

OPERATOR_SCHEMA(Add)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}, {1, 0}})
    .SetDoc("Sum of two tensors, element by element.");

OPERATOR_SCHEMA(AddGradient).FillUsing(BroadcastGradientSchema).SetDoc("Gradient of Add.");

REGISTER_CPU_OPERATOR(Add, BroadcastOp<Add, NumericTypes>);
REGISTER_CPU_OPERATOR(AddGradient, BroadcastGradientOp<AddGradient, NumericTypes>);
SIMPLE_GRADIENT(Add, "AddGradient", {GO(0), I(0), I(1)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
