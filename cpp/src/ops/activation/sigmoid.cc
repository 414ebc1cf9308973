// Sigmoid: y = 1 / (1 + exp(-x)).
// dX = dY * y * (1 - y).
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Sigmoid : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Sigmoid(x);
  }
};

struct SigmoidGradient {
  template <typename T>
  T operator()(T y, T dy, const NoArgs&) const {
    return dy * y * (T(1) - y);
  }
};

OPERATOR_SCHEMA(Sigmoid)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Logistic function of each element.");

OPERATOR_SCHEMA(SigmoidGradient)
    .FillUsing(PointwiseGradientSchema("Sigmoid", {"Y", "dY"}))
    .AllowInplace({{1, 0}});

REGISTER_CPU_OPERATOR(Sigmoid, UnaryOp<Sigmoid>);
REGISTER_CPU_OPERATOR(SigmoidGradient, BinaryMapOp<SigmoidGradient>);
SIMPLE_GRADIENT(Sigmoid, "SigmoidGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
