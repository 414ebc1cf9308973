// Engine DNNLOWP of Relu and Int8Relu: max(q, zero point), in the quantization of the input.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

template <bool kWide>
class ReluOp final : public LowpOperator {
 public:
  ReluOp(const OperatorDef& def, Workspace* ws) : LowpOperator(def, ws, kWide) {}
  bool RunOnDevice() override {
    const Tensor x = Elements(0);  // shares the memory
    const QParams p = InputIsQuantized(0) ? ParamsOf(OperatorBase::Input<Int8Tensor>(0)) : ChooseParams(x);
    Tensor& y = QuantizedOutput(x.dims(), p);
    DispatchTypes<uint8_t, uint16_t>(y.dtype(), [&](auto zero) {
      auto* to = y.mutable_data<decltype(zero)>();
      DispatchTypes<float, uint8_t, uint16_t>(x.dtype(), [&](auto kind) {
        const auto* from = x.data<decltype(kind)>();
        for (int64_t i = 0; i < x.numel(); ++i) {
          int32_t q = 0;
          if constexpr (std::is_same_v<decltype(kind), float>) {
            q = Quantize(from[i], p);
          } else {
            q = from[i];
          }
          to[i] = static_cast<decltype(zero)>(std::max(q, p.zero));
        }
      });
    });
    return true;
  }
};

REGISTER_CPU_OPERATOR_WITH_ENGINE(Relu, DNNLOWP, ReluOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Relu, DNNLOWP_16, ReluOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Relu, DNNLOWP, ReluOp<false>);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
