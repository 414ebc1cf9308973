// netdef::QuantizedAveragePool: means over windows of a quantized image, quantized, as passes make it of what quantizing tools write.
#include "core/pass_operator.h"
#include "ops/quantized/_quantized_pool.h"

namespace netdef {
namespace {

class QuantizedAveragePoolOp final : public KernelOperator<QuantizedAveragePoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    quantized::PoolPlanes(args_, Input(0), Output(0)->mutable_data<uint8_t>(), [&](const uint8_t* plane, const WindowTaps& taps, int64_t o) {
      int64_t sum = 0;
      taps.Visit(o, [&](int64_t pixel, int64_t) { sum += plane[pixel] - args_.x_zero_point; });
      const int64_t count = std::max<int64_t>(1, taps.Count(o, args_.count_include_pad));
      return args_.Limited(static_cast<float>(sum) * (args_.x_scale / args_.y_scale / static_cast<float>(count)));
    });
  }
};

PASS_OPERATOR_SCHEMA(QuantizedAveragePool)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<QuantizedAveragePoolArgs>()
    .Shape<QuantizedAveragePoolArgs>(quantized::PoolShape)
    .SetDoc("Means over windows of a quantized image, quantized: the sums are exact. Made by passes.")
    .Input(0, "X", "Image [N, C, ...], uint8.")
    .Output(0, "Y", "Image, uint8.");

REGISTER_PASS_OPERATOR(QuantizedAveragePool, QuantizedAveragePoolOp);

}  // namespace
}  // namespace netdef
