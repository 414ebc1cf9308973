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
  Max(const PoolArgs&, const PoolGeometry&) {}
  static float Start() { return -std::numeric_limits<float>::infinity(); }
  static float Add(float a, float b) { return b > a ? b : a; }
  static float Join(float a, float b) { return b > a ? b : a; }
  static float Finish(float a, int64_t /*taps*/) { return a; }
};

struct MaxGradient {
  static void Add(const PoolArgs& /*args*/, const PoolGeometry& g, const Tensor& input, const Tensor& output, const float* dy, float* dx) {
    const float *x = input.data<float>(), *y = output.data<float>();
    ForEachTap(g, [=](int64_t in, int64_t out, int64_t /*taps*/) {
      if (x[in] == y[out]) dx[in] += dy[out];
    });
  }
};

using MaxPoolOp = PoolOp<Max, PoolArgs>;
using MaxPoolGradientOp = PoolGradientOp<MaxGradient, PoolArgs>;

void MaxPoolSchema(OpSchema& schema) {
  PoolSchema<PoolArgs>(schema);
  schema.SetDoc("The largest pixel under each window.\n\n"
                "The output size is rounded down, unless legacy_pad says otherwise; ceil_mode is ignored.");
}

void MaxPoolGradientSchema(OpSchema& schema) {
  PoolGradientSchema<PoolArgs>(schema);
  schema.SetDoc("Gradient of MaxPool; all pixels that equal the maximum get it.");
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
