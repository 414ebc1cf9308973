// ReduceMax: y = the largest x along the axes; of nothing, the least finite number.
// dX = dY where x is the largest, 0 elsewhere; elements that tie all get it.
#include "ops/reduce/_axes.h"

namespace netdef {
namespace {

struct Max : PickingReduction {
  using Fold = FoldMax;
  static constexpr bool kHasLast = true;
  template <typename T>
  static T Last(T y, int64_t count) {
    return count == 0 ? std::numeric_limits<T>::lowest() : y;
  }
};

OPERATOR_SCHEMA(ReduceMax).FillUsing(ReduceAxesSchema).SetDoc("Largest element of a tensor along axes.");

OPERATOR_SCHEMA(ReduceMaxGradient).FillUsing(ReduceAxesGradientSchema).SetDoc("Gradient of ReduceMax.");

REGISTER_CPU_OPERATOR(ReduceMax, ReduceAxesOp<Max, NumericTypes>);
REGISTER_CPU_OPERATOR(ReduceMaxGradient, ReduceAxesGradientOp<Max, NumericTypes>);
SIMPLE_GRADIENT(ReduceMax, "ReduceMaxGradient", {GO(0), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
