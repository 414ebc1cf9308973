// FloatToRowwiseQuantized8Bits: rows of floats to 8-bit elements, with the scale and bias of each row in
// an output of their own; Rowwise8BitQuantizedToFloat takes them back.
#include "ops/sparse/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> QuantizedShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(in[0].dims.size(), 1u, "[FloatToRowwiseQuantized8Bits] input must have rows");
  return {TensorSpec(in[0].dims, DType::kUint8), TensorSpec({in[0].dims[0], 2}, DType::kFloat)};
}

std::vector<TensorSpec> RestoredShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(in[0].dims.size(), 1u, "[Rowwise8BitQuantizedToFloat] input must have rows");
  NETDEF_ENFORCE(in[1].dims == (Dims{in[0].dims[0], 2}), "[Rowwise8BitQuantizedToFloat] scale_bias must have shape [",
                 in[0].dims[0], " 2], got [", DimsString(in[1].dims), "]");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class FloatToRowwiseQuantized8BitsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), n = Input(0).size_from_dim(1);
    const float* x = Input(0).data<float>();
    auto* q = Output(0)->mutable_data<uint8_t>();
    float* scale_bias = Output(1)->mutable_data<float>();
    for (int64_t r = 0; r < rows; ++r, x += n, q += n) {
      float low = 0, high = 0;
      if (n > 0) {
        low = *std::min_element(x, x + n);
        high = *std::max_element(x, x + n);
      }
      constexpr float kEqual = 1e-10f;
      const float scale = high - low < kEqual ? 1.0f : (high - low) / 255.0f;
      scale_bias[2 * r] = scale;
      scale_bias[2 * r + 1] = low;
      const float inverse = 1.0f / scale;
      for (int64_t j = 0; j < n; ++j) {
        const float value = std::round((x[j] - low) * inverse);
        q[j] = value >= 255 ? 255 : value > 0 ? static_cast<uint8_t>(value) : 0;
      }
    }
  }
};

class Rowwise8BitQuantizedToFloatOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), n = Input(0).size_from_dim(1);
    const auto* q = Input(0).data<uint8_t>();
    const float* scale_bias = Input(1).data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t j = 0; j < n; ++j) y[r * n + j] = scale_bias[2 * r] * static_cast<float>(q[r * n + j]) + scale_bias[2 * r + 1];
    }
  }
};

OPERATOR_SCHEMA(FloatToRowwiseQuantized8Bits)
    .NumInputs(1)
    .NumOutputs(2)
    .Shape(QuantizedShape)
    .SetDoc("Quantizes each row to 8 bits between its smallest and largest element.")
    .Input(0, "input", "Rows of floats; the first dim counts rows.")
    .Output(0, "quantized_input", "The elements, uint8, shaped like the input.")
    .Output(1, "scale_bias", "Scale and bias of each row, rows x 2, float.");

OPERATOR_SCHEMA(Rowwise8BitQuantizedToFloat)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(RestoredShape)
    .SetDoc("Turns what FloatToRowwiseQuantized8Bits made back into floats.")
    .Input(0, "quantized_input", "Rows of uint8 elements.")
    .Input(1, "scale_bias", "Scale and bias of each row, rows x 2, float.")
    .Output(0, "output", "The elements, float.");

REGISTER_CPU_OPERATOR(FloatToRowwiseQuantized8Bits, FloatToRowwiseQuantized8BitsOp);
NO_GRADIENT(FloatToRowwiseQuantized8Bits);
REGISTER_CPU_OPERATOR(Rowwise8BitQuantizedToFloat, Rowwise8BitQuantizedToFloatOp);
NO_GRADIENT(Rowwise8BitQuantizedToFloat);

}  // namespace
}  // namespace netdef
