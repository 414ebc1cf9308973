// ReduceL1: y = sum of |x| along the axes.
// dX = dY * sign(x).
#include <cmath>

#include "ops/reduce/_axes.h"

namespace netdef {
namespace {

struct L1Norm : PlainReduction {
  using Fold = FoldSum;
  template <typename T>
  static T Term(T x) {
    return std::abs(x);
  }
  template <typename T>
  static T Gradient(T dy, T x, T, int64_t) {
    return x > T(0) ? dy : (x < T(0) ? -dy : T(0));
  }
};

OPERATOR_SCHEMA(ReduceL1).FillUsing(ReduceAxesSchema).SetDoc("Sum of the absolute values of a tensor along axes.");

OPERATOR_SCHEMA(ReduceL1Gradient).FillUsing(ReduceAxesGradientSchema).SetDoc("Gradient of ReduceL1.");

REGISTER_CPU_OPERATOR(ReduceL1, ReduceAxesOp<L1Norm, FloatTypes>);
REGISTER_CPU_OPERATOR(ReduceL1Gradient, ReduceAxesGradientOp<L1Norm, FloatTypes>);
SIMPLE_GRADIENT(ReduceL1, "ReduceL1Gradient", {GO(0), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
