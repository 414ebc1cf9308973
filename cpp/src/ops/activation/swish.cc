// Swish: y = x * sigmoid(x).
// dX = dY * (y + sigmoid(x) * (1 - y)).
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Swish : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x / (T(1) + vec::Exp(-x));
  }
};

struct SwishGradient : CostlyFormula {
  template <typename T>
  T operator()(T x, T y, T dy, const NoArgs&) const {
    return dy * (y + (T(1) - y) / (T(1) + vec::Exp(-x)));
  }
};

OPERATOR_SCHEMA(Swish)
    .FillUsing(PointwiseSchema)
    .SetDoc("Sigmoid-weighted linear unit: x * sigmoid(x).\n\n"
            "Source: [Ramachandran et al., 2017](https://arxiv.org/abs/1710.05941).");

OPERATOR_SCHEMA(SwishGradient)
    .FillUsing(PointwiseGradientSchema("Swish", {"X", "Y", "dY"}))
    .AllowInplace({{2, 0}});

REGISTER_CPU_OPERATOR(Swish, UnaryOp<Swish>);
REGISTER_CPU_OPERATOR(SwishGradient, TernaryMapOp<SwishGradient>);
SIMPLE_GRADIENT(Swish, "SwishGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
