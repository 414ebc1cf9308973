// DynamicQuantizeLinear of ONNX: quantizes to uint8 with the scale and zero point that span the data and 0.
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
namespace {

struct Range {
  float low = 0, high = 0;
  bool finite = true;
};

NETDEF_SIMD Range RangeOf(const float* x, int64_t n) {
  float low = 0, high = 0;
  int infinite = 0;
#pragma omp simd reduction(min : low) reduction(max : high) reduction(| : infinite)
  for (int64_t i = 0; i < n; ++i) {
    infinite |= x[i] - x[i] == 0.0f ? 0 : 1;
    low = x[i] < low ? x[i] : low;
    high = x[i] > high ? x[i] : high;
  }
  return {low, high, infinite == 0};
}

NETDEF_SIMD void Quantize(const float* x, int64_t n, float scale, float zero, uint8_t* y) {
  constexpr float kRound = 12582912.0f;  // adding it rounds to the nearest integer, ties to even
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float q = ((x[i] / scale + kRound) - kRound) + zero;
    y[i] = static_cast<uint8_t>(static_cast<int32_t>(q < 0.0f ? 0.0f : q > 255.0f ? 255.0f : q));
  }
}

class DynamicQuantizeLinearOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const int64_t n = Input(0).numel();
    const Range range = RangeOf(x, n);
    NETDEF_ENFORCE(range.finite, "[DynamicQuantizeLinear] expected finite numbers");
    const float scale = (range.high - range.low) / 255.0f;
    const float zero = scale == 0 ? 0.0f : std::clamp(std::nearbyint(-range.low / scale), 0.0f, 255.0f);
    uint8_t* y = Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, n, 32768, [&](int64_t begin, int64_t end) {
      if (scale == 0) {
        std::fill(y + begin, y + end, uint8_t{0});
      } else {
        Quantize(x + begin, end - begin, scale, zero, y + begin);
      }
    });
    *Output(1)->mutable_data<float>() = scale;
    *Output(2)->mutable_data<uint8_t>() = static_cast<uint8_t>(zero);
  }
};

ONNX_OPERATOR_SCHEMA(DynamicQuantizeLinear)
    .NumInputs(1)
    .NumOutputs(3)
    .Shape([](const ShapeInputs& in) {
      return std::vector<TensorSpec>{TensorSpec(in[0].dims, DType::kUint8), TensorSpec({}, DType::kFloat), TensorSpec({}, DType::kUint8)};
    })
    .SetDoc("Quantizes to uint8 over the range of the data.")
    .Input(0, "x", "Floats.")
    .Output(0, "y", "uint8, shaped like x.")
    .Output(1, "y_scale", "The scale.")
    .Output(2, "y_zero_point", "The zero point.");

REGISTER_ONNX_OPERATOR(DynamicQuantizeLinear, DynamicQuantizeLinearOp);

}  // namespace
}  // namespace netdef
