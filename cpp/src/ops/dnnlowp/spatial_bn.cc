// Engine DNNLOWP of SpatialBN, and Int8SpatialBN, Int8SpatialBNRelu: the float operator on the values that the quantized
// input stands for, quantized. Training is left to the float kernel.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

template <bool kRelu>
class SpatialBNOp final : public TwinOperator {
 public:
  SpatialBNOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, CheckedForTraining(def, ws), "SpatialBN") {}
  bool RunOnDevice() override {
    FeedReal();
    const QParams p = OutputParams(kRelu);
    FeedRounded(0, args_.preserve_activation_sparsity);
    const Tensor& y = twin_.Run();
    const float* real = y.data<float>();
    Write(y.dims(), p, [&](int64_t i) { return Quantize(real[i], p) - p.zero; }, kRelu);
    return true;
  }

 private:
  static Workspace* CheckedForTraining(const OperatorDef& def, Workspace* ws) {
    if (Arguments(def).Get<int>("is_test", 0) == 0) throw UnsupportedOperatorFeature("it is for inference, is_test must be 1");
    return ws;
  }
};

void Int8SpatialBNSchema(OpSchema& schema) {
  schema.NumInputs(5)
      .NumOutputs(1)
      .Args<LowpArgs>()
      .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
      .SetDoc("Batch normalisation of a quantized image, under engine DNNLOWP, for inference (is_test must be 1); see SpatialBN.")
      .Input(0, "X", "Int8Tensor or float tensor.")
      .Input(1, "scale", "Float vector, one for each channel.")
      .Input(2, "bias", "Likewise.")
      .Input(3, "mean", "Likewise.")
      .Input(4, "var", "Likewise.")
      .Output(0, "Y", "Int8Tensor.");
}

OPERATOR_SCHEMA(Int8SpatialBN).FillUsing(Int8SpatialBNSchema);
OPERATOR_SCHEMA(Int8SpatialBNRelu).FillUsing(Int8SpatialBNSchema);

REGISTER_CPU_OPERATOR_WITH_ENGINE(SpatialBN, DNNLOWP, SpatialBNOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8SpatialBN, DNNLOWP, SpatialBNOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8SpatialBNRelu, DNNLOWP, SpatialBNOp<true>);
DNNLOWP_NO_GRADIENT(Int8SpatialBN);
DNNLOWP_NO_GRADIENT(Int8SpatialBNRelu);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
