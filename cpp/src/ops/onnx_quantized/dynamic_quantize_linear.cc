// DynamicQuantizeLinear of ONNX: quantizes to uint8 with the scale and zero point that span the data and 0.
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
namespace {

class DynamicQuantizeLinearOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const int64_t n = Input(0).numel();
    float low = 0, high = 0;
    for (int64_t i = 0; i < n; ++i) {
      NETDEF_ENFORCE(std::isfinite(x[i]), "[DynamicQuantizeLinear] expected finite numbers, got ", x[i]);
      low = std::min(low, x[i]);
      high = std::max(high, x[i]);
    }
    const float scale = (high - low) / 255.0f;
    const float zero = scale == 0 ? 0.0f : std::clamp(std::nearbyint(-low / scale), 0.0f, 255.0f);
    uint8_t* y = Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, n, 32768, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = scale == 0 ? 0 : Saturated<uint8_t>(std::nearbyint(x[i] / scale) + zero);
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
