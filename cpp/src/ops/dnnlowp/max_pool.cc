// Engine DNNLOWP of MaxPool, ChannelShuffle and their Int8 names: bytes are moved, in the quantization of the input.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

template <bool kWide>
class MovingOp : public TwinOperator {
 public:
  MovingOp(const OperatorDef& def, Workspace* ws, const char* twin) : TwinOperator(def, ws, twin, kWide) {}
  bool RunOnDevice() override {
    const QParams p = FeedQuantized(0, args_.preserve_activation_sparsity);
    const Tensor& y = twin_.Run();
    const float* values = y.data<float>();
    Write(y.dims(), p, [&](int64_t i) { return values[i]; });
    return true;
  }
};

template <bool kWide>
class MaxPoolOp final : public MovingOp<kWide> {
 public:
  MaxPoolOp(const OperatorDef& def, Workspace* ws) : MovingOp<kWide>(def, ws, "MaxPool") {}
};

template <bool kWide>
class ChannelShuffleOp final : public MovingOp<kWide> {
 public:
  ChannelShuffleOp(const OperatorDef& def, Workspace* ws) : MovingOp<kWide>(def, ws, "ChannelShuffle") {}
};

REGISTER_CPU_OPERATOR_WITH_ENGINE(MaxPool, DNNLOWP, MaxPoolOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(MaxPool, DNNLOWP_16, MaxPoolOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8MaxPool, DNNLOWP, MaxPoolOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ChannelShuffle, DNNLOWP, ChannelShuffleOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ChannelShuffle, DNNLOWP_16, ChannelShuffleOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8ChannelShuffle, DNNLOWP, ChannelShuffleOp<false>);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
