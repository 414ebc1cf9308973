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
  const int64_t divisor;  // 0: the taps inside the image

  Mean(const AveragePoolArgs& args, const PoolGeometry& g) : divisor(args.count_include_pad ? g.taps() : 0) {}
  static float Start() { return 0; }
  static float Add(float a, float b) { return a + b; }
  static float Join(float a, float b) { return a + b; }
  float Finish(float sum, int64_t taps) const { return sum / static_cast<float>(divisor > 0 ? divisor : taps); }
};

struct MeanGradient {
  static void Add(const AveragePoolArgs& args, const PoolGeometry& g, const Tensor& /*x*/, const Tensor& /*y*/, const float* dy, float* dx) {
    const Mean mean(args, g);
    ForEachTap(g, [=](int64_t in, int64_t out, int64_t taps) { dx[in] += mean.Finish(dy[out], taps); });
  }
};

using AveragePoolOp = PoolOp<Mean, AveragePoolArgs>;
using AveragePoolGradientOp = PoolGradientOp<MeanGradient, AveragePoolArgs>;

void AveragePoolSchema(OpSchema& schema) {
  PoolSchema<AveragePoolArgs>(schema);
  schema.SetDoc("The mean of the pixels under each window; padding does not count unless count_include_pad is set.\n\n"
                "The output size is rounded down, unless legacy_pad says otherwise; ceil_mode is ignored.");
}

void AveragePoolGradientSchema(OpSchema& schema) {
  PoolGradientSchema<AveragePoolArgs>(schema);
  schema.SetDoc("Gradient of AveragePool; of X and Y only the shapes are used.");
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
