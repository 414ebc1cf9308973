// Dequantize, Int8DequantizeRowWise, and engine DNNLOWP of Int8Dequantize: bytes to floats.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

class DequantizeOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  bool RunOnDevice() override {
    const auto& x = OperatorBase::Input<Int8Tensor>(0);
    const QParams p = ParamsOf(x);
    float* y = Output(0, x.t.dims(), DType::kFloat)->mutable_data<float>();
    ForEachQuantized(x, [&](int64_t i, int32_t q) { y[i] = p.Real(static_cast<float>(q)); });
    return true;
  }
};

void DequantizeSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<NoArgs>()
      .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{TensorSpec(in[0].dims, DType::kFloat)}; })
      .SetDoc("Turns a quantized tensor into floats. It needs an engine: DNNLOWP or one of its kin.")
      .Input(0, "qX", "Int8Tensor of bytes or uint16.")
      .Output(0, "Y", "Float tensor of the shape of qX.");
}

OPERATOR_SCHEMA(Dequantize).FillUsing(DequantizeSchema);
OPERATOR_SCHEMA(Int8DequantizeRowWise).FillUsing(DequantizeSchema);

REGISTER_CPU_OPERATOR_WITH_ENGINE(Dequantize, DNNLOWP, DequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Dequantize, DNNLOWP_16, DequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Dequantize, DNNLOWP_ROWWISE, DequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Dequantize, DNNLOWP_ROWWISE_16, DequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Dequantize, DNNLOWP, DequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Dequantize, DNNLOWP_ROWWISE, DequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8DequantizeRowWise, DNNLOWP, DequantizeOp);
DNNLOWP_NO_GRADIENT(Dequantize);
DNNLOWP_NO_GRADIENT(Int8DequantizeRowWise);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
