// netdef::QuantizedMaxPool: the largest byte under each window. Quantization keeps the order, so nothing is rounded.
#include "core/pass_operator.h"
#include "ops/quantized/_quantized_pool.h"

namespace netdef {
namespace {

class QuantizedMaxPoolOp final : public KernelOperator<QuantizedMaxPoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    quantized::PoolPlanes(args_, Input(0), Output(0)->mutable_data<uint8_t>(), [](const uint8_t* plane, const WindowTaps& taps, int64_t o) {
      uint8_t most = 0;
      taps.Visit(o, [&](int64_t pixel, int64_t) { most = std::max(most, plane[pixel]); });
      return most;
    });
  }
};

PASS_OPERATOR_SCHEMA(QuantizedMaxPool)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<QuantizedMaxPoolArgs>()
    .Shape<QuantizedMaxPoolArgs>(quantized::PoolShape)
    .SetDoc("Largest values under windows over a quantized image. Made by passes.")
    .Input(0, "X", "Image [N, C, ...], uint8.")
    .Output(0, "Y", "Image, uint8, with scale and zero point of X.");

REGISTER_PASS_OPERATOR(QuantizedMaxPool, QuantizedMaxPoolOp);

}  // namespace
}  // namespace netdef
