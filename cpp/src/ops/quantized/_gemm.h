// Products of bytes with zero points removed: int16 operands, int32 accumulators, four rows by sixteen columns at a time.
#pragma once

#include "_shared.h"

namespace netdef {
namespace int8 {

constexpr int64_t kTileRows = 4;
constexpr int64_t kTileColumns = 16;

// Accumulators of one tile. Unsigned: a sum that does not fit wraps.
struct Tile {
  uint32_t sum[kTileRows][kTileColumns];

  void Clear() { std::memset(sum, 0, sizeof sum); }
};

// A filter of `columns` outputs by `depth` inputs as int16 panels of 16 columns, made anew where the filter has changed.
class Panels {
 public:
  // `at(column, depth)` is the byte of the filter; `bytes` are all of them, to tell whether they have changed.
  template <typename At>
  void Pack(const uint8_t* bytes, int64_t size, int64_t columns, int64_t depth, int32_t zero_point, At&& at) {
    const int32_t zero = Zero(zero_point);
    if (zero == zero_ && columns == columns_ && depth == depth_ && static_cast<int64_t>(copy_.size()) == size &&
        std::equal(copy_.begin(), copy_.end(), bytes)) {
      return;
    }
    zero_ = zero;
    columns_ = columns;
    depth_ = depth;
    copy_.assign(bytes, bytes + size);
    data_.assign(static_cast<size_t>(count() * depth * kTileColumns), 0);
    for (int64_t n = 0; n < columns; ++n) {
      int16_t* to = data_.data() + n / kTileColumns * depth * kTileColumns + n % kTileColumns;
      for (int64_t k = 0; k < depth; ++k) to[k * kTileColumns] = static_cast<int16_t>(bytes[at(n, k)] - zero);
    }
  }

  int64_t count() const { return (columns_ + kTileColumns - 1) / kTileColumns; }
  int64_t columns() const { return columns_; }
  int64_t depth() const { return depth_; }
  const int16_t* panel(int64_t i) const { return data_.data() + i * depth_ * kTileColumns; }

 private:
  std::vector<int16_t> data_;
  std::vector<uint8_t> copy_;
  int64_t columns_ = -1, depth_ = -1;
  int32_t zero_ = -1;
};

// tile += rows * panel, where `rows` are four rows of int16, `stride` apart, and `panel` is depth x 16.
inline void MultiplyAdd(const int16_t* rows, int64_t stride, const int16_t* panel, int64_t depth, Tile* tile) {
  for (int64_t r = 0; r < kTileRows; ++r) {
    const int16_t* a = rows + r * stride;
    uint32_t sum[kTileColumns];
    std::memcpy(sum, tile->sum[r], sizeof sum);
    for (int64_t k = 0; k < depth; ++k) {
      const int32_t factor = a[k];
      const int16_t* w = panel + k * kTileColumns;
      for (int64_t j = 0; j < kTileColumns; ++j) sum[j] += static_cast<uint32_t>(factor * w[j]);
    }
    std::memcpy(tile->sum[r], sum, sizeof sum);
  }
}

// Bytes without their zero point.
inline void Widen(const uint8_t* from, int64_t n, int32_t zero, int16_t* to) {
  for (int64_t i = 0; i < n; ++i) to[i] = static_cast<int16_t>(from[i] - zero);
}

// Scratch of this thread: grows, and stays.
inline int16_t* Scratch(int64_t n) {
  thread_local std::vector<int16_t> buffer;
  if (static_cast<int64_t>(buffer.size()) < n) buffer.resize(static_cast<size_t>(n));
  return buffer.data();
}

// Adds the bias and requantizes columns [first, first + 16) of one row, `columns` of them at most.
inline void StoreRow(const uint32_t* sums, const int32_t* bias, int64_t columns, const Requantizer& requantize,
                     uint8_t* y) {
  for (int64_t j = 0; j < columns; ++j) {
    y[j] = requantize(static_cast<int32_t>(sums[j] + static_cast<uint32_t>(bias[j])));
  }
}

// The bias of a convolution or FC: int32, one for each output channel.
inline const int32_t* Bias(const std::string& type, const Int8Tensor& bias, int64_t channels) {
  NETDEF_ENFORCE_EQ(bias.t.numel(), channels, "[", type, "] the bias must have an entry for each output channel");
  return bias.t.data<int32_t>();
}

}  // namespace int8
}  // namespace netdef
