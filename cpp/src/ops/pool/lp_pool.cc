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
  float p;

  static float Start() { return 0; }
  float Add(float sum, float x) const { return sum + (p == 2.0f ? x * x : std::pow(std::abs(x), p)); }
  static float Join(float a, float b) { return a + b; }
  float Finish(float sum, int64_t /*taps*/) const { return p == 2.0f ? std::sqrt(sum) : std::pow(sum, 1 / p); }
};

class LpPoolOp final : public KernelOperator<LpPoolArgs> {
 public:
  LpPoolOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), pass_(Norm{args_.p}) {}

 protected:
  void Prepare() override { geometry_ = MakePoolGeometry(args_, Input(0).dims()); }
  void Compute() override { pass_.Run(geometry_, Input(0).data<float>(), Output(0)->mutable_data<float>()); }

 private:
  PoolGeometry geometry_;
  PoolPass<Norm> pass_;
};

// dX = dY * x * |x|^(p - 2) / Y^(p - 1), summed over the windows that see x.
class LpPoolGradientOp final : public KernelOperator<LpPoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { geometry_ = MakePoolGeometry(args_, Input(0).dims()); }
  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* y = Input(1).data<float>();
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + Output(0)->numel(), 0.0f);
    const float p = args_.p;
    ForEachTap(geometry_, [=](int64_t in, int64_t out, int64_t /*taps*/) {
      if (x[in] == 0 || y[out] == 0) return;
      dx[in] += p == 2.0f ? dy[out] * x[in] / y[out]
                          : dy[out] * x[in] * std::pow(std::abs(x[in]), p - 2) / std::pow(y[out], p - 1);
    });
  }

 private:
  PoolGeometry geometry_;
};

OPERATOR_SCHEMA(LpPool)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LpPoolArgs>()
    .Shape<LpPoolArgs>(PoolShape)
    .SetDoc("The p-norm of the pixels under each window.")
    .Differs("Caffe2 pools images with two spatial axes only; one and three will do here.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C].")
    .Output(0, "Y", "Image with as many channels.");

OPERATOR_SCHEMA(LpPoolGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<LpPoolArgs>()
    .Shape<LpPoolArgs>(PoolGradientShape)
    .SetDoc("Gradient of LpPool.")
    .Differs("A pixel of value 0 gets the gradient 0; Caffe2 gives NaN for p < 2 or where the whole window is 0.")
    .Input(0, "X", "Input of LpPool.")
    .Input(1, "Y", "Its output.")
    .Input(2, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(LpPool, LpPoolOp);
REGISTER_CPU_OPERATOR(LpPoolGradient, LpPoolGradientOp);
SIMPLE_GRADIENT(LpPool, "LpPoolGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
