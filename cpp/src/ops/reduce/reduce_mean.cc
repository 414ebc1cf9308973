// ReduceMean: y = mean of the x along the axes, 0 where there is none.
// dX = dY / number of elements.
#include "ops/reduce/_axes.h"

namespace netdef {
namespace {

struct Mean : PlainReduction {
  using Fold = FoldSum;
  static constexpr bool kHasLast = true;
  template <typename T>
  static T Last(T sum, int64_t count) {
    return count > 0 ? sum / static_cast<T>(count) : T(0);
  }
  template <typename T>
  static T Gradient(T dy, T, T, int64_t count) {
    return dy / static_cast<T>(count);
  }
};

OPERATOR_SCHEMA(ReduceMean).FillUsing(ReduceAxesSchema).SetDoc("Mean of a tensor along axes.");

OPERATOR_SCHEMA(ReduceMeanGradient).FillUsing(ReduceAxesGradientSchema).SetDoc("Gradient of ReduceMean.");

REGISTER_CPU_OPERATOR(ReduceMean, ReduceAxesOp<Mean, FloatTypes>);
REGISTER_CPU_OPERATOR(ReduceMeanGradient, ReduceAxesGradientOp<Mean, FloatTypes>);
SIMPLE_GRADIENT(ReduceMean, "ReduceMeanGradient", {GO(0), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
