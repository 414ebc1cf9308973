// ReluN: y = min(max(x, 0), n).
// dX = dY where 0 < y < n, 0 elsewhere.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ReluNArgs {
  float n = 6.0f;

  template <typename V>
  void Fields(V& v) {
    v("n", n, "Largest output.");
    if constexpr (V::kReads) NETDEF_ENFORCE(n > 0, "n should be greater than 0, got ", n);
  }
};

struct ReluN {
  template <typename T>
  T operator()(T x, const ReluNArgs& args) const {
    const T n = static_cast<T>(args.n);
    return x < T(0) ? T(0) : (x > n ? n : x);
  }
};

struct ReluNGradient {
  template <typename T>
  T operator()(T y, T dy, const ReluNArgs& args) const {
    return y > T(0) && y < static_cast<T>(args.n) ? dy : T(0);
  }
};

OPERATOR_SCHEMA(ReluN)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<ReluNArgs>()
    .SetDoc("Rectified linear unit that saturates at `n`.");

OPERATOR_SCHEMA(ReluNGradient)
    .FillUsing(PointwiseGradientSchema("ReluN", {"Y", "dY"}))
    .AllowInplace({{1, 0}})
    .Args<ReluNArgs>();

REGISTER_CPU_OPERATOR(ReluN, UnaryOp<ReluN, ReluNArgs>);
REGISTER_CPU_OPERATOR(ReluNGradient, BinaryMapOp<ReluNGradient, ReluNArgs>);
SIMPLE_GRADIENT(ReluN, "ReluNGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
