// Logit: y = ln(x / (1 - x)) with x limited to [eps, 1 - eps].
// dX = dY / (x * (1 - x)) inside the limits, 0 outside.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct LogitArgs {
  float eps = 1e-6f;

  template <typename V>
  void Fields(V& v) {
    v("eps", eps, "X is limited to the range from `eps` to 1 - `eps`.");
    if constexpr (V::kReads) NETDEF_ENFORCE(eps > 0 && eps < 0.5f, "eps must lie between 0 and 0.5, got ", eps);
  }
};

struct Logit : CostlyFormula {
  template <typename T>
  T operator()(T x, const LogitArgs& args) const {
    const T low = static_cast<T>(args.eps), high = T(1) - low;
    const T p = x < low ? low : (x > high ? high : x);
    return std::log(p / (T(1) - p));
  }
};

struct LogitGradient {
  template <typename T>
  T operator()(T x, T dy, const LogitArgs& args) const {
    const T low = static_cast<T>(args.eps), high = T(1) - low;
    return x < low || x > high ? T(0) : dy / (x * (T(1) - x));
  }
};

OPERATOR_SCHEMA(Logit)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<LogitArgs>()
    .SetDoc("Inverse of the logistic function.");

OPERATOR_SCHEMA(LogitGradient)
    .FillUsing(PointwiseGradientSchema("Logit", {"X", "dY"}))
    .Args<LogitArgs>();

REGISTER_CPU_OPERATOR(Logit, UnaryOp<Logit, LogitArgs>);
REGISTER_CPU_OPERATOR(LogitGradient, BinaryMapOp<LogitGradient, LogitArgs>);
SIMPLE_GRADIENT(Logit, "LogitGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
