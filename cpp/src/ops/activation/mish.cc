// Mish: y = x * tanh(softplus(x)).
// dX = dY * (t + x * (1 - t^2) * sigmoid(x)) with t = tanh(softplus(x)).
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Mish : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x * vec::Tanh(x > T(20) ? x : vec::Log1p(vec::Exp(x)));
  }
};

struct MishGradient : CostlyFormula {
  template <typename T>
  T operator()(T x, T, T dy, const NoArgs&) const {
    const T slope = vec::Tanh(x > T(20) ? x : vec::Log1p(vec::Exp(x)));
    return dy * (slope + x * (T(1) - slope * slope) / (T(1) + vec::Exp(-x)));
  }
};

OPERATOR_SCHEMA(Mish)
    .FillUsing(PointwiseSchema)
    .SetDoc("Smooth unit: x * tanh(ln(1 + exp(x))).\n\n"
            "Source: [Misra, 2019](https://arxiv.org/abs/1908.08681).");

OPERATOR_SCHEMA(MishGradient).FillUsing(PointwiseGradientSchema("Mish", {"X", "Y", "dY"}));

REGISTER_CPU_OPERATOR(Mish, UnaryOp<Mish>);
REGISTER_CPU_OPERATOR(MishGradient, TernaryMapOp<MishGradient>);
SIMPLE_GRADIENT(Mish, "MishGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
