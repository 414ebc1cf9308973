// netdef::QuantizedAveragePool: means over windows of a quantized image, quantized, as passes make it of what quantizing tools write.
#include "netdef/gradient.h"
#include "ops/quantized/_quantized_pool.h"

namespace netdef {
namespace {

class QuantizedAveragePoolOp final : public KernelOperator<QuantizedAveragePoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Window window = MakeWindow(args_, SpatialDims(Input(0).dims()));
    const WindowTaps taps(window);
    const int64_t planes = Input(0).dim(0) * Input(0).dim(1), pixels = window.in_pixels(), out_pixels = window.out_pixels();
    const uint8_t* x = Input(0).data<uint8_t>();
    uint8_t* y = Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, planes, std::max<int64_t>(1, 16384 / (pixels + 1)), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        for (int64_t o = 0; o < out_pixels; ++o) {
          int64_t sum = 0;
          taps.Visit(o, [&](int64_t pixel, int64_t) { sum += x[i * pixels + pixel] - args_.x_zero_point; });
          const int64_t count = taps.Count(o, args_.count_include_pad);
          y[i * out_pixels + o] = args_.Limited(static_cast<float>(sum) * (args_.x_scale / args_.y_scale / static_cast<float>(std::max<int64_t>(1, count))));
        }
      }
    });
  }
};

OPERATOR_SCHEMA_IN("netdef", QuantizedAveragePool)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<QuantizedAveragePoolArgs>()
    .Shape<QuantizedAveragePoolArgs>(quantized::PoolShape)
    .SetDoc("Means over windows of a quantized image, quantized: the sums are exact. Made by passes.")
    .Input(0, "X", "Image [N, C, ...], uint8.")
    .Output(0, "Y", "Image, uint8.");

REGISTER_OPERATOR_IN("netdef", QuantizedAveragePool, QuantizedAveragePoolOp);
NETDEF_REGISTER_GRADIENT_ENTRY(QuantizedAveragePool, "netdef", GradientRegistry::ShouldNotDo("passes make it, for inference"));

}  // namespace
}  // namespace netdef
