// LpPool: the p-norm of the pixels under each window, (sum |x|^p)^(1/p).
#include <cmath>

#include "netdef/operator.h"
#include "ops/pool/_shared.h"

namespace netdef {
namespace {

struct LpPoolArgs : PoolArgs {
  float p = 2.0f;

  template <typename V>
  void Fields(V& v) {
    PoolArgs::Fields(v);
    v("p", p, "Order of the norm.");
  }
};

struct Norm {
  const float p;

  Norm(const LpPoolArgs& args, const PoolGeometry&) : p(args.p) {}
  static float Start() { return 0; }
  float Add(float sum, float x) const { return sum + (p == 2.0f ? x * x : std::pow(std::abs(x), p)); }
  static float Join(float a, float b) { return a + b; }
  float Finish(float sum, int64_t /*taps*/) const { return p == 2.0f ? std::sqrt(sum) : std::pow(sum, 1 / p); }
};

// dX = dY * x * |x|^(p - 2) / Y^(p - 1), summed over the windows that see x.
struct NormGradient {
  static void Add(const LpPoolArgs& args, const PoolGeometry& g, const Tensor& input, const Tensor& output, const float* dy, float* dx) {
    const float *x = input.data<float>(), *y = output.data<float>(), p = args.p;
    ForEachTap(g, [=](int64_t in, int64_t out, int64_t /*taps*/) {
      if (x[in] == 0 || y[out] == 0) return;
      dx[in] += p == 2.0f ? dy[out] * x[in] / y[out]
                          : dy[out] * x[in] * std::pow(std::abs(x[in]), p - 2) / std::pow(y[out], p - 1);
    });
  }
};

OPERATOR_SCHEMA(LpPool)
    .FillUsing(PoolSchema<LpPoolArgs>)
    .SetDoc("The p-norm of the pixels under each window.")
    .Differs("Caffe2 pools images with two spatial axes only; one and three will do here.");

OPERATOR_SCHEMA(LpPoolGradient)
    .FillUsing(PoolGradientSchema<LpPoolArgs>)
    .SetDoc("Gradient of LpPool.")
    .Differs("A pixel of value 0 gets the gradient 0; Caffe2 gives NaN for p < 2 or where the whole window is 0.");

REGISTER_CPU_OPERATOR(LpPool, PoolOp<Norm, LpPoolArgs>);
REGISTER_CPU_OPERATOR(LpPoolGradient, PoolGradientOp<NormGradient, LpPoolArgs>);
SIMPLE_GRADIENT(LpPool, "LpPoolGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
