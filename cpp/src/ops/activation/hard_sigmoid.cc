// HardSigmoid: y = min(max(alpha * x + beta, 0), 1).
// dX = alpha * dY where 0 < y < 1, 0 elsewhere.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct HardSigmoidArgs {
  float alpha = 0.2f;
  float beta = 0.5f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Slope.");
    v("beta", beta, "Value at 0.");
  }
};

struct HardSigmoid {
  template <typename T>
  T operator()(T x, const HardSigmoidArgs& args) const {
    const T y = static_cast<T>(args.alpha) * x + static_cast<T>(args.beta);
    return y < T(0) ? T(0) : (y > T(1) ? T(1) : y);
  }
};

struct HardSigmoidGradient {
  template <typename T>
  T operator()(T y, T dy, const HardSigmoidArgs& args) const {
    return y > T(0) && y < T(1) ? dy * static_cast<T>(args.alpha) : T(0);
  }
};

OPERATOR_SCHEMA(HardSigmoid)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<HardSigmoidArgs>()
    .SetDoc("Sigmoid made of three straight lines.");

OPERATOR_SCHEMA(HardSigmoidGradient)
    .FillUsing(PointwiseGradientSchema("HardSigmoid", {"Y", "dY"}))
    .AllowInplace({{1, 0}})
    .Args<HardSigmoidArgs>();

REGISTER_CPU_OPERATOR(HardSigmoid, UnaryOp<HardSigmoid, HardSigmoidArgs>);
REGISTER_CPU_OPERATOR(HardSigmoidGradient, BinaryMapOp<HardSigmoidGradient, HardSigmoidArgs>);
SIMPLE_GRADIENT(HardSigmoid, "HardSigmoidGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
