// Engine DNNLOWP of Gather, and Int8Gather: rows of a quantized tensor as they are; rows of a float tensor are quantized
// by their own range.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

class GatherOp final : public TwinOperator {
 public:
  GatherOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, ws, "Gather") {}
  bool RunOnDevice() override {
    FeedAsIs(1);
    if (InputIsQuantized(0)) {
      const QParams p = FeedQuantized(0, false);
      const Tensor& rows = twin_.Run();
      const float* values = rows.data<float>();
      Tensor& y = QuantizedOutput(rows.dims(), p);  // whatever dequantize_output says, as in Caffe2
      uint8_t* q = y.mutable_data<uint8_t>();
      for (int64_t i = 0; i < y.numel(); ++i) q[i] = static_cast<uint8_t>(static_cast<int32_t>(values[i]) + p.zero);
      return true;
    }
    FeedAsIs(0);
    const Tensor& rows = twin_.Run();
    if (args_.dequantize_output) {
      Output(0)->CopyFrom(rows);
    } else {
      const std::optional<QParams> given = GivenParams();
      WriteReal(rows, given ? *given : ChooseParams(rows, args_.preserve_activation_sparsity));
    }
    return true;
  }
};

OPERATOR_SCHEMA(Int8Gather)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
    .SetDoc("Gathers rows of a quantized tensor, under engine DNNLOWP; see Gather.")
    .Input(0, "DATA", "Int8Tensor or float tensor.")
    .Input(1, "INDICES", "int32 or int64.")
    .Output(0, "OUTPUT", "Int8Tensor.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(Gather, DNNLOWP, GatherOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Gather, DNNLOWP, GatherOp);
DNNLOWP_NO_GRADIENT(Int8Gather);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
