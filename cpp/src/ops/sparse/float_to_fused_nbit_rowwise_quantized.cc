// FloatToFused4BitRowwiseQuantized and its relatives of 4 and 2 bits: rows of floats or halves to packed
// elements followed by half scale and half bias, and back. The Fake forms round in the same way but keep
// one byte for each element and float parameters. Under the engine GREEDY the range of a row is narrowed
// while that makes the squared error smaller.
#include "base/grain.h"
#include "netdef/parallel.h"
#include "ops/sparse/_shared.h"

namespace netdef {
namespace {

struct Range {
  float low, high;
};

template <typename T>
Range RangeOf(const T* x, int64_t n) {
  Range r{n > 0 ? static_cast<float>(x[0]) : 0.0f, n > 0 ? static_cast<float>(x[0]) : 0.0f};
  for (int64_t j = 1; j < n; ++j) {
    r.low = std::min(r.low, static_cast<float>(x[j]));
    r.high = std::max(r.high, static_cast<float>(x[j]));
  }
  return r;
}

float ThroughHalf(float x) { return static_cast<float>(Half(x)); }

float Clamp(float q, float top) { return q > top ? top : q > 0 ? q : 0.0f; }  // NaN becomes 0

// The root of the squared error of a row quantized between `low` and `high`.
template <int kBits, typename T>
float QuantizationError(const T* x, int64_t n, float low, float high) {
  constexpr float kTop = (1 << kBits) - 1;
  low = ThroughHalf(low);
  const float range = high - low;
  const float scale = range == 0 ? 1.0f : ThroughHalf(range / kTop);
  const float inverse = 1.0f / scale;
  float sum = 0;
  for (int64_t j = 0; j < n; ++j) {
    const float value = static_cast<float>(x[j]);
    const float error = value - (Clamp(std::nearbyint((value - low) * inverse), kTop) * scale + low);
    sum += error * error;
  }
  return std::sqrt(sum);
}

// Cuts a 200th of the range off whichever end costs less, down to 84 % of it, and takes the best local
// optimum that is met on the way.
template <int kBits, typename T>
Range GreedyRange(const T* x, int64_t n, Range whole) {
  constexpr int kSteps = 200;
  constexpr float kRatio = 0.16f;
  const float step = (whole.high - whole.low) / kSteps;
  const float narrowest = static_cast<float>(static_cast<int>(kSteps * (1 - kRatio))) * step;
  Range best = whole, now = whole;
  float error = QuantizationError<kBits>(x, n, now.low, now.high), best_error = error;
  while (now.low + narrowest < now.high) {
    const float left = QuantizationError<kBits>(x, n, now.low + step, now.high);
    const float right = QuantizationError<kBits>(x, n, now.low, now.high - step);
    if (error < left && error < right && best_error > error) {
      best_error = error;
      best = now;
    }
    const Range before = now;
    if (left < right) {
      now.low += step;
      error = left;
    } else {
      now.high -= step;
      error = right;
    }
    if (before.low == now.low && before.high == now.high) break;  // the step is below the precision
  }
  return best;
}

// Scale, bias and elements of a row, element by element through put(j, q).
struct Parameters {
  float scale, bias;
};

template <int kBits, bool kFake, bool kGreedy, typename T, typename Put>
Parameters QuantizeRow(const T* x, int64_t n, Put put) {
  constexpr float kTop = (1 << kBits) - 1;
  Range range = RangeOf(x, n);
  if (kGreedy) range = GreedyRange<kBits>(x, n, range);
  const float low = ThroughHalf(range.low), width = range.high - low;
  float scale = width == 0 ? 1.0f : ThroughHalf(width / kTop);
  if (!kFake && scale == 0) scale = 1.0f;  // below what a half can hold
  float inverse = 1.0f / scale;
  if (!kFake && std::isinf(inverse)) scale = inverse = 1.0f;
  for (int64_t j = 0; j < n; ++j) {
    put(j, static_cast<uint8_t>(Clamp(std::nearbyint((static_cast<float>(x[j]) - low) * inverse), kTop)));
  }
  return {scale, low};
}

template <int kBits, bool kFake>
std::vector<TensorSpec> QuantizedShape(const ShapeInputs& in) {
  using Row = FusedHalfRow<kBits>;
  Dims out = in[0].dims;
  NETDEF_ENFORCE(!out.empty(), "input must have rows");
  if (kFake) {
    out.back() += Fused8BitRow::kTail;
  } else {
    NETDEF_ENFORCE_EQ(out.back() % Row::kPerByte, 0, "FloatToFused", kBits, "BitRowwiseQuantized only works for the number of columns a multiple of ",
                      Row::kPerByte);
    out.back() = out.back() / Row::kPerByte + Row::kTail;
  }
  return {TensorSpec(std::move(out), DType::kUint8)};
}

template <int kBits, DType kDType>
std::vector<TensorSpec> RestoredShape(const ShapeInputs& in) {
  Dims out = in[0].dims;
  const int64_t elements = RowElements<FusedHalfRow<kBits>>("FusedRowwiseQuantizedToFloat", out);
  out.back() = elements;
  return {TensorSpec(std::move(out), kDType)};
}

template <typename T, int kBits, bool kFake, bool kGreedy>
class QuantizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    using Row = FusedHalfRow<kBits>;
    const Tensor& in = Input(0);
    const int64_t n = in.dims().back(), rows = in.size_to_dim(in.dim() - 1), bytes = Output(0)->dims().back();
    const T* x = in.data<T>();
    auto* out = Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, rows, GrainFor(8192, n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        uint8_t* row = out + r * bytes;
        if constexpr (kFake) {
          const Parameters p = QuantizeRow<kBits, kFake, kGreedy>(x + r * n, n, [row](int64_t j, uint8_t q) { row[j] = q; });
          Fused8BitRow::SetParameters(row + n, p.scale, p.bias);
        } else {
          std::memset(row, 0, static_cast<size_t>(bytes));
          const Parameters p = QuantizeRow<kBits, kFake, kGreedy>(x + r * n, n, [row](int64_t j, uint8_t q) {
            row[j / Row::kPerByte] = static_cast<uint8_t>(row[j / Row::kPerByte] | q << (j % Row::kPerByte * kBits));
          });
          Row::SetParameters(row + bytes - Row::kTail, p.scale, p.bias);
        }
      }
    });
  }
};

template <typename T, int kBits>
class RestoreOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    using Row = FusedHalfRow<kBits>;
    const Tensor& in = Input(0);
    const int64_t bytes = in.dims().back(), n = Output(0)->dims().back(), rows = in.size_to_dim(in.dim() - 1);
    const auto* data = in.data<uint8_t>();
    T* y = Output(0)->mutable_data<T>();
    ParallelFor(0, rows, GrainFor(8192, n), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        float scale, bias;
        Row::Parameters(data + (r + 1) * bytes - Row::kTail, &scale, &bias);
        ForQuantized<Row>(data + r * bytes, n, [&](int64_t j, uint8_t q) { y[r * n + j] = T(scale * static_cast<float>(q) + bias); });
      }
    });
  }
};

#define QUANTIZE(name, T, bits, fake, from, doc)                                                              \
  OPERATOR_SCHEMA(name)                                                                                       \
      .NumInputs(1)                                                                                           \
      .NumOutputs(1)                                                                                          \
      .Shape(QuantizedShape<bits, fake>)                                                                      \
      .SetDoc(doc "\n\nRows lie in the last dim. The engine GREEDY narrows each row's range to lower the error.") \
      .Input(0, "input", "Rows of " from " elements.")                                                        \
      .Output(0, "output", "Fused rows, uint8.");                                                             \
  REGISTER_CPU_OPERATOR(name, QuantizeOp<T, bits, fake, false>);                                              \
  REGISTER_CPU_OPERATOR_WITH_ENGINE(name, GREEDY, QuantizeOp<T, bits, fake, true>);                           \
  NO_GRADIENT(name)

#define RESTORE(name, T, bits, to)                                                                            \
  OPERATOR_SCHEMA(name)                                                                                       \
      .NumInputs(1)                                                                                           \
      .NumOutputs(1)                                                                                          \
      .Shape(RestoredShape<bits, DTypeOf<T>::value>)                                                          \
      .SetDoc("Turns fused rows of " #bits "-bit elements back into " to " elements.")                        \
      .Input(0, "scale_bias_quantized_input", "Fused rows, uint8.")                                           \
      .Output(0, "output", "The elements.");                                                                  \
  REGISTER_CPU_OPERATOR(name, RestoreOp<T, bits>);                                                            \
  NO_GRADIENT(name)

#define PACKED(bits) "Quantizes each row to " #bits " bits, packed, with half scale and bias behind the elements."
#define FAKE(bits) "Quantizes each row to " #bits " bits but keeps a byte for each element, with float scale and bias behind them."

QUANTIZE(FloatToFused4BitRowwiseQuantized, float, 4, false, "float", PACKED(4));
QUANTIZE(FloatToFused2BitRowwiseQuantized, float, 2, false, "float", PACKED(2));
QUANTIZE(HalfToFused4BitRowwiseQuantized, Half, 4, false, "half", PACKED(4));
QUANTIZE(HalfToFused2BitRowwiseQuantized, Half, 2, false, "half", PACKED(2));
QUANTIZE(FloatToFused4BitFakeRowwiseQuantized, float, 4, true, "float", FAKE(4));
QUANTIZE(FloatToFused2BitFakeRowwiseQuantized, float, 2, true, "float", FAKE(2));
QUANTIZE(HalfToFused4BitFakeRowwiseQuantized, Half, 4, true, "half", FAKE(4));
QUANTIZE(HalfToFused2BitFakeRowwiseQuantized, Half, 2, true, "half", FAKE(2));
RESTORE(Fused4BitRowwiseQuantizedToFloat, float, 4, "float");
RESTORE(Fused4BitRowwiseQuantizedToHalf, Half, 4, "half");
RESTORE(Fused2BitRowwiseQuantizedToFloat, float, 2, "float");
RESTORE(Fused2BitRowwiseQuantizedToHalf, Half, 2, "half");

#undef QUANTIZE
#undef RESTORE
#undef PACKED
#undef FAKE

}  // namespace
}  // namespace netdef
