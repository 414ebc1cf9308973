// Clip: y = min(max(x, min), max).
// dX = dY where y lies inside the bounds, 0 at them.
#include "ops/elementwise/_clip.h"

namespace netdef {
namespace {

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
