// ReduceMin: y = the smallest x along the axes; of nothing, the greatest finite number.
// dX = dY where x is the smallest, 0 elsewhere; elements that tie all get it.
#include "ops/reduce/_axes.h"

namespace netdef {
namespace {

struct Min : PickingReduction {
  using Fold = FoldMin;
  static constexpr bool kHasLast = true;
  template <typename T>
  static T Last(T y, int64_t count) {
    return count == 0 ? std::numeric_limits<T>::max() : y;
  }
};

OPERATOR_SCHEMA(ReduceMin).FillUsing(ReduceAxesSchema).SetDoc("Smallest element of a tensor along axes.");

OPERATOR_SCHEMA(ReduceMinGradient).FillUsing(ReduceAxesGradientSchema).SetDoc("Gradient of ReduceMin.");

REGISTER_CPU_OPERATOR(ReduceMin, ReduceAxesOp<Min, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceMinGradient, ReduceAxesGradientOp<Min, NumericTypes>);
SIMPLE_GRADIENT(ReduceMin, "ReduceMinGradient", {GO(0), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
