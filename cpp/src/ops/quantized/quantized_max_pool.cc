// netdef::QuantizedMaxPool: the largest byte under each window. Quantization keeps the order, so nothing is rounded.
#include "netdef/gradient.h"
#include "ops/quantized/_quantized_pool.h"

namespace netdef {
namespace {

class QuantizedMaxPoolOp final : public KernelOperator<QuantizedMaxPoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Window window = MakeWindow(args_, SpatialDims(Input(0).dims()));
    const WindowTaps taps(window);
    const int64_t planes = Input(0).dim(0) * Input(0).dim(1), pixels = window.in_pixels(), out_pixels = window.out_pixels();
    const uint8_t* x = Input(0).data<uint8_t>();
    uint8_t* y = Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, planes, std::max<int64_t>(1, 16384 / (out_pixels + 1)), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        for (int64_t o = 0; o < out_pixels; ++o) {
          uint8_t most = 0;
          taps.Visit(o, [&](int64_t pixel, int64_t) { most = std::max(most, x[i * pixels + pixel]); });
          y[i * out_pixels + o] = most;
        }
      }
    });
  }
};

OPERATOR_SCHEMA_IN("netdef", QuantizedMaxPool)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<QuantizedMaxPoolArgs>()
    .Shape<QuantizedMaxPoolArgs>(quantized::PoolShape)
    .SetDoc("Largest values under windows over a quantized image. Made by passes.")
    .Input(0, "X", "Image [N, C, ...], uint8.")
    .Output(0, "Y", "Image, uint8, with scale and zero point of X.");

REGISTER_OPERATOR_IN("netdef", QuantizedMaxPool, QuantizedMaxPoolOp);
NETDEF_REGISTER_GRADIENT_ENTRY(QuantizedMaxPool, "netdef", GradientRegistry::ShouldNotDo("passes make it, for inference"));

}  // namespace
}  // namespace netdef
