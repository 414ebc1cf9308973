// AveragePool: the mean of the pixels under each window. Padding does not count, unless count_include_pad is set.
//
// AveragePool1D, AveragePool2D and AveragePool3D are the same operator; the number of axes comes from the image.
#include "netdef/operator.h"
#include "ops/pool/_shared.h"

namespace netdef {
namespace {

struct AveragePoolArgs : PoolArgs {
  bool count_include_pad = false;

  template <typename V>
  void Fields(V& v) {
    PoolArgs::Fields(v);
    v("count_include_pad", count_include_pad, "Divide by the size of the whole window, padding included.");
  }
};

struct Mean {
  int64_t divisor;  // 0: the taps inside the image

  static float Start() { return 0; }
  static float Add(float a, float b) { return a + b; }
  static float Join(float a, float b) { return a + b; }
  float Finish(float sum, int64_t taps) const { return sum / static_cast<float>(divisor > 0 ? divisor : taps); }
};

int64_t Divisor(const AveragePoolArgs& args, const PoolGeometry& g) { return args.count_include_pad ? g.taps() : 0; }

class AveragePoolOp final : public KernelOperator<AveragePoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    geometry_ = MakePoolGeometry(args_, Input(0).dims());
    pass_ = std::make_unique<PoolPass<Mean>>(Mean{Divisor(args_, geometry_)});
  }
  void Compute() override { pass_->Run(geometry_, Input(0).data<float>(), Output(0)->mutable_data<float>()); }

 private:
  PoolGeometry geometry_;
  std::unique_ptr<PoolPass<Mean>> pass_;
};

class AveragePoolGradientOp final : public KernelOperator<AveragePoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { geometry_ = MakePoolGeometry(args_, Input(0).dims()); }
  void Compute() override {
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + Output(0)->numel(), 0.0f);
    const int64_t divisor = Divisor(args_, geometry_);
    ForEachTap(geometry_, [=](int64_t in, int64_t out, int64_t taps) {
      dx[in] += dy[out] / static_cast<float>(divisor > 0 ? divisor : taps);
    });
  }

 private:
  PoolGeometry geometry_;
};

void AveragePoolSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<AveragePoolArgs>()
      .Shape<AveragePoolArgs>(PoolShape)
      .SetDoc("The mean of the pixels under each window; padding does not count unless count_include_pad is set.\n\n"
              "The output size is rounded down, unless legacy_pad says otherwise; ceil_mode is ignored.")
      .Input(0, "X", "Image of up to three spatial axes, [N, C, H, W] or [N, H, W, C].")
      .Output(0, "Y", "Image with as many channels.");
}

void AveragePoolGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(1)
      .Args<AveragePoolArgs>()
      .Shape<AveragePoolArgs>(PoolGradientShape)
      .SetDoc("Gradient of AveragePool.")
      .Input(0, "X", "Input of AveragePool; only its shape is used.")
      .Input(1, "Y", "Its output; only its shape is used.")
      .Input(2, "dY", "Gradient of Y.")
      .Output(0, "dX", "Gradient of X.");
}

OPERATOR_SCHEMA(AveragePool).FillUsing(AveragePoolSchema);
OPERATOR_SCHEMA(AveragePool1D).FillUsing(AveragePoolSchema);
OPERATOR_SCHEMA(AveragePool2D).FillUsing(AveragePoolSchema);
OPERATOR_SCHEMA(AveragePool3D).FillUsing(AveragePoolSchema);
OPERATOR_SCHEMA(AveragePoolGradient).FillUsing(AveragePoolGradientSchema);
OPERATOR_SCHEMA(AveragePool1DGradient).FillUsing(AveragePoolGradientSchema);
OPERATOR_SCHEMA(AveragePool2DGradient).FillUsing(AveragePoolGradientSchema);
OPERATOR_SCHEMA(AveragePool3DGradient).FillUsing(AveragePoolGradientSchema);

REGISTER_CPU_OPERATOR(AveragePool, AveragePoolOp);
REGISTER_CPU_OPERATOR(AveragePool1D, AveragePoolOp);
REGISTER_CPU_OPERATOR(AveragePool2D, AveragePoolOp);
REGISTER_CPU_OPERATOR(AveragePool3D, AveragePoolOp);
REGISTER_CPU_OPERATOR(AveragePoolGradient, AveragePoolGradientOp);
REGISTER_CPU_OPERATOR(AveragePool1DGradient, AveragePoolGradientOp);
REGISTER_CPU_OPERATOR(AveragePool2DGradient, AveragePoolGradientOp);
REGISTER_CPU_OPERATOR(AveragePool3DGradient, AveragePoolGradientOp);

SIMPLE_GRADIENT(AveragePool, "AveragePoolGradient", {I(0), O(0), GO(0)}, {GI(0)});
SIMPLE_GRADIENT(AveragePool1D, "AveragePool1DGradient", {I(0), O(0), GO(0)}, {GI(0)});
SIMPLE_GRADIENT(AveragePool2D, "AveragePool2DGradient", {I(0), O(0), GO(0)}, {GI(0)});
SIMPLE_GRADIENT(AveragePool3D, "AveragePool3DGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
