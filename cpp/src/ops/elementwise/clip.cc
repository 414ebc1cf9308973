// Clip: y = min(max(x, min), max).
// dX = dY where y lies inside the bounds, 0 at them.
#include <limits>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ClipArgs {
  float min = std::numeric_limits<float>::lowest();
  float max = std::numeric_limits<float>::max();

  template <typename V>
  void Fields(V& v) {
    v("min", min, "Lower bound.");
    v("max", max, "Upper bound.");
  }
};

struct Clip {
  template <typename T>
  T operator()(T x, const ClipArgs& args) const {
    const T low = static_cast<T>(args.min), high = static_cast<T>(args.max);
    const T y = x < low ? low : x;
    return y > high ? high : y;
  }
};

struct ClipGradient {
  template <typename T>
  T operator()(T y, T dy, const ClipArgs& args) const {
    return y > static_cast<T>(args.min) && y < static_cast<T>(args.max) ? dy : T(0);
  }
};

OPERATOR_SCHEMA(Clip)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<ClipArgs>()
    .SetDoc("Limits each element to the range from `min` to `max`.");

OPERATOR_SCHEMA(ClipGradient)
    .FillUsing(PointwiseGradientSchema("Clip", {"Y", "dY"}))
    .AllowInplace({{1, 0}})
    .Args<ClipArgs>();

REGISTER_CPU_OPERATOR(Clip, UnaryOp<Clip, ClipArgs>);
REGISTER_CPU_OPERATOR(ClipGradient, BinaryMapOp<ClipGradient, ClipArgs>);
SIMPLE_GRADIENT(Clip, "ClipGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
