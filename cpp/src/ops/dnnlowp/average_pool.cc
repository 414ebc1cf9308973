// Engine DNNLOWP of AveragePool and Int8AveragePool: means of integers, requantized.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

template <bool kWide>
class AveragePoolOp final : public TwinOperator {
 public:
  AveragePoolOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, ws, "AveragePool", kWide) {}
  bool RunOnDevice() override {
    FeedReal();
    const QParams p = OutputParams(), x = FeedQuantized(0, args_.preserve_activation_sparsity);
    // The zero point is taken off afterwards, so that padding that counts is made of zero bytes, as in Caffe2.
    Tensor* input = twin_.input(0);
    for (int64_t i = 0; i < input->numel(); ++i) input->mutable_data<float>()[i] += static_cast<float>(x.zero);
    const Tensor& mean = twin_.Run();
    const float* values = mean.data<float>();
    const float factor = x.scale / p.scale;
    // Ties go to the even byte: the zero point is added before rounding.
    Write(mean.dims(), p, [&](int64_t i) {
      return Requantize((values[i] - static_cast<float>(x.zero)) * factor + static_cast<float>(p.zero), 1.0f) - p.zero;
    });
    return true;
  }
};

REGISTER_CPU_OPERATOR_WITH_ENGINE(AveragePool, DNNLOWP, AveragePoolOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(AveragePool, DNNLOWP_16, AveragePoolOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8AveragePool, DNNLOWP, AveragePoolOp<false>);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
