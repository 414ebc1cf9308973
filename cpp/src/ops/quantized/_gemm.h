// Products of bytes with zero points removed: int16 operands, int32 accumulators, four rows at a time.
#pragma once

#include "ops/quantized/_shared.h"

namespace netdef {
namespace int8 {

constexpr int64_t kTileRows = 4;

// A filter as int16 without its zero point, in an order of the operator's choice; made anew where the filter has changed.
class Filter {
 public:
  // Element i is the byte at `index(i)` of the `size` bytes.
  template <typename Index>
  void Assign(const uint8_t* bytes, int64_t size, int32_t zero_point, Index&& index) {
    const int32_t zero = Zero(zero_point);
    if (zero == zero_ && static_cast<int64_t>(bytes_.size()) == size && std::equal(bytes_.begin(), bytes_.end(), bytes)) {
      return;
    }
    zero_ = zero;
    bytes_.assign(bytes, bytes + size);
    values_.resize(bytes_.size());
    for (int64_t i = 0; i < size; ++i) {
      values_[static_cast<size_t>(i)] = static_cast<int16_t>(bytes[index(i)] - zero);
    }
  }
  void Assign(const uint8_t* bytes, int64_t size, int32_t zero_point) {
    Assign(bytes, size, zero_point, [](int64_t i) { return i; });
  }

  const int16_t* data() const { return values_.data(); }

 private:
  std::vector<int16_t> values_;
  std::vector<uint8_t> bytes_;
  int32_t zero_ = -1;
};

// sums[r] += row r . w for four rows, `stride` apart. Sums are unsigned: one that does not fit wraps.
inline void Dot4(const int16_t* rows, int64_t stride, const int16_t* w, int64_t depth, uint32_t* sums) {
  constexpr int64_t kChunk = 32768;  // products of as many pairs fit an int32
  for (int64_t k0 = 0; k0 < depth; k0 += kChunk) {
    const int64_t n = std::min(kChunk, depth - k0);
    const int16_t *a = rows + k0, *b = a + stride, *c = b + stride, *d = c + stride, *v = w + k0;
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int64_t k = 0; k < n; ++k) {
      s0 += a[k] * v[k];
      s1 += b[k] * v[k];
      s2 += c[k] * v[k];
      s3 += d[k] * v[k];
    }
    sums[0] += static_cast<uint32_t>(s0);
    sums[1] += static_cast<uint32_t>(s1);
    sums[2] += static_cast<uint32_t>(s2);
    sums[3] += static_cast<uint32_t>(s3);
  }
}

// Bytes without their zero point.
inline void Widen(const uint8_t* from, int64_t n, int32_t zero, int16_t* to) {
  const auto z = static_cast<int16_t>(zero);
  for (int64_t i = 0; i < n; ++i) to[i] = static_cast<int16_t>(from[i] - z);
}

// Scratch of this thread: grows, and stays.
inline int16_t* Scratch(int64_t n) {
  thread_local std::vector<int16_t> buffer;
  if (static_cast<int64_t>(buffer.size()) < n) buffer.resize(static_cast<size_t>(n));
  return buffer.data();
}

// The bias of a convolution or FC: int32, one for each output channel.
inline const int32_t* Bias(const std::string& type, const Int8Tensor& bias, int64_t channels) {
  NETDEF_ENFORCE_EQ(bias.t.numel(), channels, "[", type, "] the bias must have an entry for each output channel");
  return bias.t.data<int32_t>();
}

}  // namespace int8
}  // namespace netdef
