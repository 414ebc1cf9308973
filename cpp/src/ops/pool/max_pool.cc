// MaxPool: the largest pixel under each window. Padding never wins.
// The gradient goes to every pixel that equals the maximum, as in Caffe2.
//
// MaxPool1D, MaxPool2D and MaxPool3D are the same operator; the number of axes comes from the image.
#include <limits>

#include "netdef/operator.h"
#include "ops/pool/_shared.h"

namespace netdef {
namespace {

struct Max {
  static float Start() { return -std::numeric_limits<float>::infinity(); }
  static float Add(float a, float b) { return b > a ? b : a; }
  static float Join(float a, float b) { return b > a ? b : a; }
  static float Finish(float a, int64_t /*taps*/) { return a; }
};

class MaxPoolOp final : public KernelOperator<PoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { geometry_ = MakePoolGeometry(args_, Input(0).dims()); }
  void Compute() override { pass_.Run(geometry_, Input(0).data<float>(), Output(0)->mutable_data<float>()); }

 private:
  PoolGeometry geometry_;
  PoolPass<Max> pass_{Max()};
};

class MaxPoolGradientOp final : public KernelOperator<PoolArgs> {
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
    ForEachTap(geometry_, [=](int64_t in, int64_t out, int64_t /*taps*/) {
      if (x[in] == y[out]) dx[in] += dy[out];
    });
  }

 private:
  PoolGeometry geometry_;
};

void MaxPoolSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<PoolArgs>()
      .Shape<PoolArgs>(PoolShape)
      .SetDoc("The largest pixel under each window.\n\n"
              "The output size is rounded down, unless legacy_pad says otherwise; ceil_mode is ignored.")
      .Input(0, "X", "Image of up to three spatial axes, [N, C, H, W] or [N, H, W, C].")
      .Output(0, "Y", "Image with as many channels.");
}

void MaxPoolGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(1)
      .Args<PoolArgs>()
      .Shape<PoolArgs>(PoolGradientShape)
      .SetDoc("Gradient of MaxPool; all pixels that equal the maximum get it.")
      .Input(0, "X", "Input of MaxPool.")
      .Input(1, "Y", "Its output.")
      .Input(2, "dY", "Gradient of Y.")
      .Output(0, "dX", "Gradient of X.");
}

OPERATOR_SCHEMA(MaxPool).FillUsing(MaxPoolSchema);
OPERATOR_SCHEMA(MaxPool1D).FillUsing(MaxPoolSchema);
OPERATOR_SCHEMA(MaxPool2D).FillUsing(MaxPoolSchema);
OPERATOR_SCHEMA(MaxPool3D).FillUsing(MaxPoolSchema);
OPERATOR_SCHEMA(MaxPoolGradient).FillUsing(MaxPoolGradientSchema);
OPERATOR_SCHEMA(MaxPool1DGradient).FillUsing(MaxPoolGradientSchema);
OPERATOR_SCHEMA(MaxPool2DGradient).FillUsing(MaxPoolGradientSchema);
OPERATOR_SCHEMA(MaxPool3DGradient).FillUsing(MaxPoolGradientSchema);

REGISTER_CPU_OPERATOR(MaxPool, MaxPoolOp);
REGISTER_CPU_OPERATOR(MaxPool1D, MaxPoolOp);
REGISTER_CPU_OPERATOR(MaxPool2D, MaxPoolOp);
REGISTER_CPU_OPERATOR(MaxPool3D, MaxPoolOp);
REGISTER_CPU_OPERATOR(MaxPoolGradient, MaxPoolGradientOp);
REGISTER_CPU_OPERATOR(MaxPool1DGradient, MaxPoolGradientOp);
REGISTER_CPU_OPERATOR(MaxPool2DGradient, MaxPoolGradientOp);
REGISTER_CPU_OPERATOR(MaxPool3DGradient, MaxPoolGradientOp);

SIMPLE_GRADIENT(MaxPool, "MaxPoolGradient", {I(0), O(0), GO(0)}, {GI(0)});
SIMPLE_GRADIENT(MaxPool1D, "MaxPool1DGradient", {I(0), O(0), GO(0)}, {GI(0)});
SIMPLE_GRADIENT(MaxPool2D, "MaxPool2DGradient", {I(0), O(0), GO(0)}, {GI(0)});
SIMPLE_GRADIENT(MaxPool3D, "MaxPool3DGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
