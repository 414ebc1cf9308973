// Quantize, and engine DNNLOWP of Int8Quantize: floats to bytes, with given parameters or those that the range asks for.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

template <bool kWide>
class QuantizeOp final : public LowpOperator {
 public:
  QuantizeOp(const OperatorDef& def, Workspace* ws) : LowpOperator(def, ws, kWide) {}
  bool RunOnDevice() override {
    const float* x = Input(0).data<float>();
    const QParams p = Params();
    Tensor& y = QuantizedOutput(Input(0).dims(), p);
    DispatchTypes<uint8_t, uint16_t>(y.dtype(), [&](auto zero) {
      auto* q = y.mutable_data<decltype(zero)>();
      for (int64_t i = 0; i < y.numel(); ++i) q[i] = static_cast<decltype(zero)>(Quantize(x[i], p));
    });
    return true;
  }

 private:
  QParams Params() const {
    if (const std::optional<QParams> given = GivenParams()) return *given;
    return ChooseParams(Input(0), args_.preserve_activation_sparsity);
  }
};

OPERATOR_SCHEMA(Quantize)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engines, which size their outputs themselves")
    .SetDoc("Quantizes a float tensor. It needs an engine: DNNLOWP, DNNLOWP_16 (the output is uint16) or one of their "
            "_ROWWISE names.")
    .Input(0, "X", "Float tensor of any shape.")
    .Input(1, "Qparam", "Ignored.")
    .Output(0, "Y", "Int8Tensor of the shape of X.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(Quantize, DNNLOWP, QuantizeOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Quantize, DNNLOWP_16, QuantizeOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Quantize, DNNLOWP_ROWWISE, QuantizeOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Quantize, DNNLOWP_ROWWISE_16, QuantizeOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Quantize, DNNLOWP, QuantizeOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Quantize, DNNLOWP_ROWWISE, QuantizeOp<false>);
DNNLOWP_NO_GRADIENT(Quantize);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
