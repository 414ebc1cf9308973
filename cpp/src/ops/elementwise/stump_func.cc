// StumpFunc: y = low_value where x <= threshold, high_value elsewhere.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct StumpFuncArgs {
  float threshold = 0.0f, low_value = 0.0f, high_value = 0.0f;

  template <typename V>
  void Fields(V& v) {
    v("threshold", threshold, "Largest x with the low value.");
    v("low_value", low_value, "y up to the threshold.");
    v("high_value", high_value, "y above the threshold.");
  }
};

struct StumpFunc {
  template <typename T>
  T operator()(T x, const StumpFuncArgs& args) const {
    return static_cast<T>(x <= static_cast<T>(args.threshold) ? args.low_value : args.high_value);
  }
};

OPERATOR_SCHEMA(StumpFunc)
    .FillUsing(PointwiseSchema)
    .Args<StumpFuncArgs>()
    .SetDoc("One value up to a threshold, another one above it.");

REGISTER_CPU_OPERATOR(StumpFunc, UnaryOp<StumpFunc, StumpFuncArgs>);
NO_GRADIENT(StumpFunc);

}  // namespace
}  // namespace netdef
