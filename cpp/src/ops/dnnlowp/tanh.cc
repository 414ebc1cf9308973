// Engine DNNLOWP of Sigmoid and Tanh, and Int8Tanh: tables over the bytes of an input that is quantized as Quantize does
// with followed_by "Sigmoid" (steps of 6 / 127) or "Tanh" (steps of 3 / 127, both around 128). As in Caffe2, the input is
// taken to be quantized so whatever it says of itself, and the output has steps of 1 / 254 from 0 or 1 / 127 around 128.
#include <cmath>

#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

constexpr int kMiddle = 128, kLast = 127;  // bytes at or beyond kMiddle +- kLast have the limit as their value

struct SigmoidTable {
  static constexpr QParams kOutput{1.0f / 254, 0};
  static double Value(double share) { return 1 / (1 + std::exp(-6 * share)); }  // `share` of the range, -1 to 1
  static double Limit(bool positive) { return positive ? 1 : 0; }
};

struct TanhTable {
  static constexpr QParams kOutput{1.0f / 127, 128};
  static double Value(double share) { return std::tanh(3 * share); }
  static double Limit(bool positive) { return positive ? 1 : -1; }
};

template <typename Table>
class TableOp final : public LowpOperator {
 public:
  TableOp(const OperatorDef& def, Workspace* ws) : LowpOperator(def, ws) {
    for (int q = 0; q <= TopValue(kBits); ++q) {
      const int steps = q - kMiddle;
      const double y = std::abs(steps) >= kLast ? Table::Limit(steps > 0) : Table::Value(steps / double{kLast});
      table_[q] = static_cast<uint8_t>(Quantize(static_cast<float>(y), Table::kOutput));
    }
  }
  bool RunOnDevice() override {
    const Tensor x = OperatorBase::Input<Int8Tensor>(0).t;  // shares the memory: the output may be the input
    const uint8_t* q = x.data<uint8_t>();
    Tensor& y = QuantizedOutput(x.dims(), Table::kOutput);
    uint8_t* to = y.mutable_data<uint8_t>();
    for (int64_t i = 0; i < y.numel(); ++i) to[i] = table_[q[i]];
    return true;
  }

 private:
  uint8_t table_[256];
};

OPERATOR_SCHEMA(Int8Tanh)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
    .SetDoc("Tanh of a quantized tensor, under engine DNNLOWP. The input is taken to have steps of 3 / 127 around 128.")
    .Input(0, "X", "Int8Tensor of bytes.")
    .Output(0, "Y", "Int8Tensor of the shape of X, in steps of 1 / 127 around 128.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(Sigmoid, DNNLOWP, TableOp<SigmoidTable>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Sigmoid, DNNLOWP, TableOp<SigmoidTable>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Tanh, DNNLOWP, TableOp<TanhTable>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Tanh, DNNLOWP, TableOp<TanhTable>);
DNNLOWP_NO_GRADIENT(Int8Tanh);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
