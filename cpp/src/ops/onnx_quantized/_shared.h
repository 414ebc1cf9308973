// What the operators on quantized tensors share: real value = scale * (q - zero point).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/values_of.h"
#include "netdef/onnx_operator.h"
#include "netdef/simd.h"

namespace netdef {
inline namespace onnx_quantized {  // other families have things of the same names

using ByteTypes = TypeList<int8_t, uint8_t>;

// Scales and zero points: one for all, one for each index along an axis, or one for each block along it.
struct Granularity {
  int64_t axis = 1, block_size = 0;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis that scales of one dimension, or blocks, lie along.");
    v("block_size", block_size, "Elements along the axis that share a scale; 0: there are no blocks.");
    if constexpr (V::kReads) NETDEF_ENFORCE(block_size >= 0, "block_size must not be negative, got ", block_size);
  }
};

// The place of an element's scale among the scales.
class ScaleIndex {
 public:
  ScaleIndex(const Granularity& g, const Dims& x, const Dims& scale) {
    if (NumElements(scale) == 1 && g.block_size == 0) return;
    const int axis = CanonicalAxis(g.axis, x);
    extent_ = x[static_cast<size_t>(axis)];
    inner_ = SizeFromDim(x, axis + 1);
    if (g.block_size == 0) {
      NETDEF_ENFORCE(scale == Dims{extent_}, "expected one scale, or one for each of ", extent_, " indices along axis ", axis, ", got scales of shape [", DimsString(scale), "]");
      per_axis_ = true;
      return;
    }
    Dims expected = x;
    expected[static_cast<size_t>(axis)] = extent_ / g.block_size + (extent_ % g.block_size != 0);
    NETDEF_ENFORCE(scale == expected, "expected scales of shape [", DimsString(expected), "] for blocks of ", g.block_size, ", got [", DimsString(scale), "]");
    block_ = g.block_size;
    blocks_ = expected[static_cast<size_t>(axis)];
  }

  bool has_blocks() const { return block_ != 0; }
  bool per_axis() const { return per_axis_; }
  int64_t inner() const { return inner_; }
  int64_t extent() const { return extent_; }

  size_t operator()(int64_t i) const {
    if (per_axis_) return static_cast<size_t>(i / inner_ % extent_);
    if (block_ == 0) return 0;
    return static_cast<size_t>((i / inner_ / extent_ * blocks_ + i / inner_ % extent_ / block_) * inner_ + i % inner_);
  }

 private:
  int64_t extent_ = 1, inner_ = 1, block_ = 0, blocks_ = 1;
  bool per_axis_ = false;
};

// Numbers of any type as floats.
inline std::vector<float> FloatsOf(const Tensor& t) {
  std::vector<float> values;
  DispatchTypes<float, double, Half, BFloat16, int8_t, int16_t, int32_t, uint8_t, uint16_t, Float8E4M3FN, Float8E4M3FNUZ, Float8E5M2, Float8E5M2FNUZ, Float8E8M0,
                Float4E2M1, Int4, Uint4, Int2, Uint2>(t.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* data = t.data<T>();
    values.resize(static_cast<size_t>(t.numel()));
    for (size_t i = 0; i < values.size(); ++i) {
      if constexpr (std::is_arithmetic_v<T>) {
        values[i] = static_cast<float>(data[i]);
      } else if constexpr (std::is_same_v<T, Int4> || std::is_same_v<T, Uint4> || std::is_same_v<T, Int2> || std::is_same_v<T, Uint2>) {
        values[i] = static_cast<float>(static_cast<int>(data[i]));
      } else {
        values[i] = static_cast<float>(data[i]);
      }
    }
  });
  return values;
}

inline void CheckBytes(const Tensor& t) {
  NETDEF_ENFORCE(t.dtype() == DType::kInt8 || t.dtype() == DType::kUint8, "Unsupported type of tensor: ", DTypeName(t.dtype()), "; expected int8 or uint8");
}

// Runs of floats to integers of T: x / scale + zero, rounded to nearest (ties to even) and cut off; NaN becomes 0. Scales and zeros are one
// for all, or with kEach one for each.
template <bool kEach, typename T>
NETDEF_SIMD void QuantizeRun(const float* x, const float* scales, const float* zeros, int64_t n, T* y) {
  constexpr float low = static_cast<float>(std::numeric_limits<T>::min()), high = static_cast<float>(std::numeric_limits<T>::max());
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float q = std::nearbyint(x[i] / scales[kEach ? i : 0]) + zeros[kEach ? i : 0];
    const float within = q < low ? low : q > high ? high : q;
    y[i] = static_cast<T>(static_cast<int32_t>(q == q ? within : 0.0f));
  }
}

// The nearest integer, ties to even, within T.
template <typename T>
T Saturated(float x) {
  constexpr float low = static_cast<float>(std::numeric_limits<T>::min()), high = static_cast<float>(std::numeric_limits<T>::max());
  const float rounded = std::nearbyint(x);
  return rounded >= high ? std::numeric_limits<T>::max() : rounded <= low ? std::numeric_limits<T>::min() : rounded != rounded ? T(0) : static_cast<T>(rounded);
}

inline std::vector<int32_t> Int32sOf(const Tensor& t) { return ValuesOf<int32_t>(TypeList<int8_t, uint8_t, int32_t>(), t); }

}  // namespace onnx_quantized
}  // namespace netdef
