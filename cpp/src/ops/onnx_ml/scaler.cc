// Scaler of ONNX: (x - offset) * scale, feature by feature.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct ScalerArgs {
  std::vector<float> offset, scale;

  template <typename V>
  void Fields(V& v) {
    v("offset", offset, "One value, or one for each feature.");
    v("scale", scale, "Likewise.");
  }
};

class ScalerOp final : public KernelOperator<ScalerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto features = static_cast<size_t>(FeatureDims(Input(0).dims()).features);
    const auto fits = [&](const std::vector<float>& list) { return list.size() == 1 || list.size() == features; };
    NETDEF_ENFORCE(fits(args_.offset) && fits(args_.scale), "[Scaler] expected one offset and scale, or one for each of ", features, " features");
    const std::vector<double> x = DoublesOf(Input(0));
    float* y = Output(0)->mutable_data<float>();
    for (size_t i = 0; i < x.size(); ++i) {
      const size_t f = i % features;
      y[i] = static_cast<float>((x[i] - static_cast<double>(args_.offset[args_.offset.size() == 1 ? 0 : f])) * static_cast<double>(args_.scale[args_.scale.size() == 1 ? 0 : f]));
    }
  }
};

ML_OPERATOR_SCHEMA(Scaler)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ScalerArgs>()
    .Shape([](const ShapeInputs& in) { return OneSpec(in[0].dims, DType::kFloat); })
    .SetDoc("Moves and scales features.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "Float, shaped like X.");

REGISTER_ML_OPERATOR(Scaler, ScalerOp);

}  // namespace
}  // namespace netdef
