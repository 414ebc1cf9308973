// ReduceSum: y = sum of the x along the axes; integers wrap around.
// dX = dY.
#include "ops/reduce/_axes.h"

namespace netdef {
namespace {

struct Sum : PlainReduction {
  using Fold = FoldSum;
  template <typename T>
  static T Gradient(T dy, T, T, int64_t) {
    return dy;
  }
};

OPERATOR_SCHEMA(ReduceSum).FillUsing(ReduceAxesSchema).SetDoc("Sums a tensor along axes.");

OPERATOR_SCHEMA(ReduceSumGradient).FillUsing(ReduceAxesGradientSchema).SetDoc("Gradient of ReduceSum.");

REGISTER_CPU_OPERATOR(ReduceSum, ReduceAxesOp<Sum, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceSumGradient, ReduceAxesGradientOp<Sum, NumericTypes>);
SIMPLE_GRADIENT(ReduceSum, "ReduceSumGradient", {GO(0), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
