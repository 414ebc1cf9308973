// Selu: y = scale * x for x > 0, scale * alpha * (exp(x) - 1) elsewhere.
// dX = scale * dY for y > 0, dY * (y + scale * alpha) elsewhere.
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct SeluArgs {
  float alpha = 1.6732632423543772848170429916717f;
  float scale = 1.0507009873554804934193349852946f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the negative part.");
    v("scale", scale, "Scale of both parts.");
  }
};

struct Selu : CostlyFormula {
  template <typename T>
  T operator()(T x, const SeluArgs& args) const {
    return static_cast<T>(args.scale) * (x > T(0) ? x : static_cast<T>(args.alpha) * vec::Expm1(x));
  }
};

struct SeluGradient {
  template <typename T>
  T operator()(T y, T dy, const SeluArgs& args) const {
    const T scale = static_cast<T>(args.scale);
    return y > T(0) ? scale * dy : dy * (y + scale * static_cast<T>(args.alpha));
  }
};

OPERATOR_SCHEMA(Selu)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<SeluArgs>()
    .SetDoc("Scaled exponential linear unit.\n\n"
            "Source: [Klambauer et al., 2017](https://arxiv.org/abs/1706.02515), whose constants are the defaults.");

OPERATOR_SCHEMA(SeluGradient)
    .FillUsing(PointwiseGradientSchema("Selu", {"Y", "dY"}))
    .AllowInplace({{1, 0}})
    .Args<SeluArgs>();

REGISTER_CPU_OPERATOR(Selu, UnaryOp<Selu, SeluArgs>);
REGISTER_CPU_OPERATOR(SeluGradient, BinaryMapOp<SeluGradient, SeluArgs>);
SIMPLE_GRADIENT(Selu, "SeluGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
