// ReplaceNaN: y = x, or `value` where x is NaN.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ReplaceNaNArgs {
  float value = 0.0f;

  template <typename V>
  void Fields(V& v) {
    v("value", value, "What takes the place of NaN.");
  }
};

struct ReplaceNaN {
  template <typename T>
  T operator()(T x, const ReplaceNaNArgs& args) const {
    return std::isnan(x) ? static_cast<T>(args.value) : x;
  }
};

OPERATOR_SCHEMA(ReplaceNaN)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<ReplaceNaNArgs>()
    .SetDoc("Puts `value` in the place of each NaN.");

REGISTER_CPU_OPERATOR(ReplaceNaN, UnaryOp<ReplaceNaN, ReplaceNaNArgs>);
SHOULD_NOT_DO_GRADIENT(ReplaceNaN);

}  // namespace
}  // namespace netdef
