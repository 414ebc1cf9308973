// LeakyRelu: y = x for x >= 0, alpha * x elsewhere.
// dX = dY for y >= 0, alpha * dY elsewhere.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct LeakyReluArgs {
  float alpha = 0.01f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Slope for negative values.");
  }
};

struct LeakyRelu {
  template <typename T>
  T operator()(T x, const LeakyReluArgs& args) const {
    return x >= T(0) ? x : static_cast<T>(args.alpha) * x;
  }
};

struct LeakyReluGradient {
  template <typename T>
  T operator()(T y, T dy, const LeakyReluArgs& args) const {
    return y >= T(0) ? dy : static_cast<T>(args.alpha) * dy;
  }
};

OPERATOR_SCHEMA(LeakyRelu)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<LeakyReluArgs>()
    .SetDoc("Rectified linear unit with a slope of `alpha` for negative values.");

OPERATOR_SCHEMA(LeakyReluGradient)
    .FillUsing(PointwiseGradientSchema("LeakyRelu", {"Y", "dY"}))
    .AllowInplace({{1, 0}})
    .Args<LeakyReluArgs>();

REGISTER_CPU_OPERATOR(LeakyRelu, UnaryOp<LeakyRelu, LeakyReluArgs>);
REGISTER_CPU_OPERATOR(LeakyReluGradient, BinaryMapOp<LeakyReluGradient, LeakyReluArgs>);
SIMPLE_GRADIENT(LeakyRelu, "LeakyReluGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
