// ReduceL2: y = square root of the sum of x^2 along the axes.
// dX = dY * x / y; where y is 0 there is no gradient, and Caffe2 takes dY.
#include <cmath>

#include "ops/reduce/_axes.h"

namespace netdef {
namespace {

struct L2Norm : PlainReduction {
  using Fold = FoldSum;
  static constexpr bool kHasLast = true;
  template <typename T>
  static T Term(T x) {
    return x * x;
  }
  template <typename T>
  static T Last(T sum, int64_t) {
    return std::sqrt(sum);
  }
  template <typename T>
  static T Gradient(T dy, T x, T y, int64_t) {
    return y > T(0) ? dy * x / y : dy;
  }
};

OPERATOR_SCHEMA(ReduceL2).FillUsing(ReduceAxesSchema).SetDoc("Euclidean norm of a tensor along axes.");

OPERATOR_SCHEMA(ReduceL2Gradient).FillUsing(ReduceAxesGradientSchema).SetDoc("Gradient of ReduceL2.");

REGISTER_CPU_OPERATOR(ReduceL2, ReduceAxesOp<L2Norm, FloatTypes>);
REGISTER_CPU_OPERATOR(ReduceL2Gradient, ReduceAxesGradientOp<L2Norm, FloatTypes>);
SIMPLE_GRADIENT(ReduceL2, "ReduceL2Gradient", {GO(0), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
