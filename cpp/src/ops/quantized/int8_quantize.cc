// Int8Quantize: q = round(x / Y_scale) + Y_zero_point, to the nearest (ties to even), clamped to a byte.
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

class Int8QuantizeOp final : public int8::Int8Operator<> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    Tensor& output = Y()->t;
    uint8_t* y = output.mutable_data<uint8_t>();
    const float scale = args_.scale;
    const int32_t zero = args_.zero_point;
    const float low = -static_cast<float>(zero), high = low + 255.0f;
    ParallelFor(0, output.numel(), int8::kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        float v = x[i] / scale;
        v = v < 0x1p31f ? v : low;  // what int32 cannot hold gives the lowest value whatever its sign, as in Caffe2
        v = v > low ? v : low;
        v = v < high ? v : high;
        constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it leaves no bits below the point
        y[i] = static_cast<uint8_t>(static_cast<int32_t>((v + kRound) - kRound) + zero);
      }
    });
  }
};

OPERATOR_SCHEMA(Int8Quantize)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<int8::OutputArgs>()
    .Shape(int8::SameShape())
    .SetDoc("Quantizes a float tensor to bytes.")
    .Input(0, "X", "Float tensor of any shape.")
    .Input(1, "Qparam", "Ignored by this kernel.")
    .Output(0, "Y", "Int8Tensor of the shape of X.");

REGISTER_CPU_OPERATOR(Int8Quantize, Int8QuantizeOp);
INT8_NO_GRADIENT(Int8Quantize);

}  // namespace
}  // namespace netdef
