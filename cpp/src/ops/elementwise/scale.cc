// Scale: y = scale * x.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ScaleArgs {
  float scale = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("scale", scale, "Factor.");
  }
};

struct Scale {
  template <typename T>
  T operator()(T x, const ScaleArgs& args) const {
    return static_cast<T>(args.scale * x);
  }
};

OPERATOR_SCHEMA(Scale)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<ScaleArgs>()
    .SetDoc("Multiplies each element by `scale`.");

REGISTER_CPU_OPERATOR(Scale, UnaryOp<Scale, ScaleArgs, TypeList<float, double>>);
SIMPLE_GRADIENT(Scale, "Scale", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
