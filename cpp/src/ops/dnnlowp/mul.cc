// Engine DNNLOWP of Mul, and Int8Mul: products of integers, requantized.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

class MulOp final : public TwinOperator {
 public:
  MulOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, ws, "Mul") {}
  bool RunOnDevice() override {
    FeedReal();
    const QParams p = OutputParams();
    const QParams a = FeedQuantized(0, args_.preserve_activation_sparsity), b = FeedQuantized(1, args_.preserve_activation_sparsity);
    const Tensor& product = twin_.Run();
    const float* values = product.data<float>();
    const float factor = a.scale * b.scale / p.scale;
    Write(product.dims(), p, [&](int64_t i) { return Requantize(values[i], factor); });
    return true;
  }
};

OPERATOR_SCHEMA(Int8Mul)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
    .SetDoc("Product of quantized tensors, under engine DNNLOWP; see Mul.")
    .Input(0, "A", "Int8Tensor or float tensor.")
    .Input(1, "B", "Int8Tensor or float tensor.")
    .Output(0, "C", "Int8Tensor.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(Mul, DNNLOWP, MulOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Mul, DNNLOWP, MulOp);
DNNLOWP_NO_GRADIENT(Int8Mul);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
