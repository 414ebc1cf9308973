// FloatToFused8BitRowwiseQuantized and its relatives: rows of floats or halves to rows of 8-bit elements
// followed by scale and bias (both float, or both half), and back. scale = (max - min) / 255, bias = min.
#include <utility>

#include "base/grain.h"
#include "netdef/parallel.h"
#include "ops/sparse/_shared.h"

namespace netdef {
namespace {

using HalfScaleRow = FusedHalfRow<8>;

template <typename Row>
std::vector<TensorSpec> QuantizedShape(const ShapeInputs& in) {
  Dims out = in[0].dims;
  NETDEF_ENFORCE(!out.empty(), "input must have rows");
  out.back() += Row::kTail;
  return {TensorSpec(std::move(out), DType::kUint8)};
}

template <typename Row, DType kDType>
std::vector<TensorSpec> RestoredShape(const ShapeInputs& in) {
  Dims out = in[0].dims;
  const int64_t elements = RowElements<Row>("Fused8BitRowwiseQuantizedToFloat", out);
  out.back() = elements;
  return {TensorSpec(std::move(out), kDType)};
}

uint8_t Round(float x) {
  // Also right for NaN, which no row should hold.
  return x >= 255 ? 255 : x > 0 ? static_cast<uint8_t>(std::nearbyint(x)) : 0;
}

template <typename T>
std::pair<float, float> RangeOf(const T* x, int64_t n) {
  float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
  for (int64_t j = 0; j < n; ++j) {
    low = std::min(low, static_cast<float>(x[j]));
    high = std::max(high, static_cast<float>(x[j]));
  }
  return {low, high};
}

template <typename T>
void QuantizeRow(const T* x, int64_t n, uint8_t* q, Fused8BitRow) {
  auto [low, high] = RangeOf(x, n);
  const float range = high - low;
  constexpr float kEpsilon = 1e-8f;
  const float inverse = 255.0f / (range + kEpsilon);
  Fused8BitRow::SetParameters(q + n, range / 255.0f, low);
  for (int64_t j = 0; j < n; ++j) q[j] = Round((static_cast<float>(x[j]) - low) * inverse);
}

// With the parameters as they can be read back, so that rounding them costs nothing.
template <typename T>
void QuantizeRow(const T* x, int64_t n, uint8_t* q, HalfScaleRow) {
  auto [low, high] = RangeOf(x, n);
  low = static_cast<float>(Half(low));
  float scale = static_cast<float>(Half((high - low) / 255.0f));
  if (scale == 0 || std::isinf(1.0f / scale)) scale = 1;
  const float inverse = 1.0f / scale;
  HalfScaleRow::SetParameters(q + n, scale, low);
  for (int64_t j = 0; j < n; ++j) q[j] = Round((static_cast<float>(x[j]) - low) * inverse);
}

template <typename T, typename Row>
class QuantizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& in = Input(0);
    const int64_t n = in.dims().back(), rows = in.size_to_dim(in.dim() - 1);
    const T* x = in.data<T>();
    auto* q = Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, rows, GrainFor(8192, n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) QuantizeRow(x + r * n, n, q + r * (n + Row::kTail), Row());
    });
  }
};

template <typename T, typename Row>
class RestoreOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& in = Input(0);
    const int64_t bytes = in.dims().back(), n = bytes - Row::kTail, rows = in.size_to_dim(in.dim() - 1);
    const auto* q = in.data<uint8_t>();
    T* y = Output(0)->mutable_data<T>();
    ParallelFor(0, rows, GrainFor(8192, n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        float scale, bias;
        Row::Parameters(q + r * bytes + n, &scale, &bias);
        for (int64_t j = 0; j < n; ++j) y[r * n + j] = T(scale * static_cast<float>(q[r * bytes + j]) + bias);
      }
    });
  }
};

#define QUANTIZE(name, T, row, from, parameters)                                                              \
  OPERATOR_SCHEMA(name)                                                                                       \
      .NumInputs(1)                                                                                           \
      .NumOutputs(1)                                                                                          \
      .Shape(QuantizedShape<row>)                                                                             \
      .SetDoc("Quantizes each row to 8 bits between its smallest and largest element.\n\n"                    \
              "Rows lie in the last dim; the " parameters " scale and bias of a row follow its elements.")    \
      .Input(0, "input", "Rows of " from " elements.")                                                        \
      .Output(0, "output", "uint8, with the last dim longer by scale and bias.");                             \
  REGISTER_CPU_OPERATOR(name, QuantizeOp<T, row>);                                                            \
  NO_GRADIENT(name)

#define RESTORE(name, T, row, to, parameters)                                                                 \
  OPERATOR_SCHEMA(name)                                                                                       \
      .NumInputs(1)                                                                                           \
      .NumOutputs(1)                                                                                          \
      .Shape(RestoredShape<row, DTypeOf<T>::value>)                                                           \
      .SetDoc("Turns rows of 8-bit elements with " parameters " scale and bias back into " to " elements.")   \
      .Input(0, "scale_bias_quantized_input", "Fused rows, uint8.")                                           \
      .Output(0, "output", "The elements, with the last dim shorter by scale and bias.");                     \
  REGISTER_CPU_OPERATOR(name, RestoreOp<T, row>);                                                             \
  NO_GRADIENT(name)

QUANTIZE(FloatToFused8BitRowwiseQuantized, float, Fused8BitRow, "float", "float");
QUANTIZE(HalfFloatToFused8BitRowwiseQuantized, Half, Fused8BitRow, "half", "float");
QUANTIZE(FloatToFused8BitRowwiseQuantizedHalfScaleBias, float, HalfScaleRow, "float", "half");
QUANTIZE(HalfFloatToFused8BitRowwiseQuantizedHalfScaleBias, Half, HalfScaleRow, "half", "half");
RESTORE(Fused8BitRowwiseQuantizedToFloat, float, Fused8BitRow, "float", "float");
RESTORE(Fused8BitRowwiseQuantizedToHalfFloat, Half, Fused8BitRow, "half", "float");
RESTORE(Fused8BitRowwiseQuantizedHalfScaleBiasToFloat, float, HalfScaleRow, "float", "half");
// Floats, whatever the name says: so it is in Caffe2.
RESTORE(Fused8BitRowwiseQuantizedHalfScaleBiasToHalfFloat, float, HalfScaleRow, "float", "half");

#undef QUANTIZE
#undef RESTORE

}  // namespace
}  // namespace netdef
