// ThresholdedRelu: y = x for x > alpha, 0 elsewhere.
// dX = sign(y) * dY: dY where y > 0 and 0 where y = 0; Caffe2 means no negative alpha here.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ThresholdedReluArgs {
  float alpha = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Threshold.");
  }
};

struct ThresholdedRelu {
  template <typename T>
  T operator()(T x, const ThresholdedReluArgs& args) const {
    return x > static_cast<T>(args.alpha) ? x : T(0);
  }
};

struct ThresholdedReluGradient {
  template <typename T>
  T operator()(T y, T dy, const ThresholdedReluArgs&) const {
    return y > T(0) ? dy : (y < T(0) ? -dy : T(0));
  }
};

OPERATOR_SCHEMA(ThresholdedRelu)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<ThresholdedReluArgs>()
    .SetDoc("Passes values above `alpha`, stops all others.");

OPERATOR_SCHEMA(ThresholdedReluGradient)
    .FillUsing(PointwiseGradientSchema("ThresholdedRelu", {"Y", "dY"}))
    .AllowInplace({{1, 0}})
    .Args<ThresholdedReluArgs>();

REGISTER_CPU_OPERATOR(ThresholdedRelu, UnaryOp<ThresholdedRelu, ThresholdedReluArgs>);
REGISTER_CPU_OPERATOR(ThresholdedReluGradient, BinaryMapOp<ThresholdedReluGradient, ThresholdedReluArgs>);
SIMPLE_GRADIENT(ThresholdedRelu, "ThresholdedReluGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
