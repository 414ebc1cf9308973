// Engine DNNLOWP of ElementwiseLinear, and Int8ElementwiseLinear: y = x * a + b on integers, requantized; b in the steps
// of the product.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

class ElementwiseLinearOp final : public TwinOperator {
 public:
  ElementwiseLinearOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, ws, "ElementwiseLinear") {}
  bool RunOnDevice() override {
    FeedReal();
    const QParams p = OutputParams();
    const QParams x = FeedQuantized(0, args_.preserve_activation_sparsity), a = FeedQuantized(1, args_.preserve_weight_sparsity);
    const float step = x.scale * a.scale;
    Tensor* b = twin_.input(2);
    float* values = b->mutable_data<float>();
    for (int64_t i = 0; i < b->numel(); ++i) values[i] = std::nearbyint(values[i] / step);
    const Tensor& y = twin_.Run();
    const float* sums = y.data<float>();
    const float factor = step / p.scale;
    Write(y.dims(), p, [&](int64_t i) { return Requantize(sums[i], factor); });
    return true;
  }
};

OPERATOR_SCHEMA(Int8ElementwiseLinear)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
    .SetDoc("y = x * a + b on a quantized tensor, under engine DNNLOWP; see ElementwiseLinear.")
    .Input(0, "X", "Int8Tensor or float tensor.")
    .Input(1, "a", "Float vector.")
    .Input(2, "b", "Float vector.")
    .Output(0, "Y", "Int8Tensor.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(ElementwiseLinear, DNNLOWP, ElementwiseLinearOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8ElementwiseLinear, DNNLOWP, ElementwiseLinearOp);
DNNLOWP_NO_GRADIENT(Int8ElementwiseLinear);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
