// Tables of quantized rows, each with its own scale and bias, and sums over rows of such tables.
#pragma once

#include <cmath>
#include <cstring>

#include "base/row_sums.h"
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {

// --- row formats: element = scale * q + bias

// 8 bits for each element, then float scale and float bias.
struct Fused8BitRow {
  static constexpr int kBits = 8;
  static constexpr int kPerByte = 1;
  static constexpr int64_t kTail = 2 * sizeof(float);
  static constexpr const char* kName = "8Bit";

  static void Parameters(const uint8_t* tail, float* scale, float* bias) {
    std::memcpy(scale, tail, sizeof(float));
    std::memcpy(bias, tail + sizeof(float), sizeof(float));
  }
  static void SetParameters(uint8_t* tail, float scale, float bias) {
    std::memcpy(tail, &scale, sizeof(float));
    std::memcpy(tail + sizeof(float), &bias, sizeof(float));
  }
};

// `bits` for each element, the first in the low bits of a byte, then half scale and half bias.
template <int bits>
struct FusedHalfRow {
  static constexpr int kBits = bits;
  static constexpr int kPerByte = 8 / bits;
  static constexpr int64_t kTail = 2 * sizeof(Half);
  static constexpr const char* kName = bits == 8 ? "8Bit" : bits == 4 ? "4Bit" : "2Bit";

  static void Parameters(const uint8_t* tail, float* scale, float* bias) {
    Half h[2];
    std::memcpy(h, tail, sizeof h);
    *scale = h[0];
    *bias = h[1];
  }
  static void SetParameters(uint8_t* tail, float scale, float bias) {
    const Half h[2] = {Half(scale), Half(bias)};
    std::memcpy(tail, h, sizeof h);
  }
};

// How many elements a row of `bytes` bytes holds.
template <typename Row>
int64_t RowElements(const char* op, const Dims& dims) {
  NETDEF_ENFORCE(!dims.empty() && dims.back() >= Row::kTail, "[", op, "] expected rows of elements and ", Row::kTail,
                 " bytes of scale and bias, got shape [", DimsString(dims), "]");
  return (dims.back() - Row::kTail) * Row::kPerByte;
}

// fn(j, element) for each of a row's n elements.
template <typename Row, typename Fn>
void ForQuantized(const uint8_t* row, int64_t n, Fn&& fn) {
  if constexpr (Row::kPerByte == 1) {
    for (int64_t j = 0; j < n; ++j) fn(j, row[j]);
  } else {
    constexpr uint8_t kMask = (1 << Row::kBits) - 1;
    for (int64_t b = 0; b < n / Row::kPerByte; ++b) {
      const uint8_t byte = row[b];
      for (int k = 0; k < Row::kPerByte; ++k) {
        fn(b * Row::kPerByte + k, static_cast<uint8_t>((byte >> (k * Row::kBits)) & kMask));
      }
    }
  }
}

// --- sums over rows

// Rows whose scale and bias come after the elements of each row.
template <typename Row>
RowTable FusedTable(const Tensor& data) {
  const auto* rows = data.data<uint8_t>();
  const int64_t bytes = data.dim(1), packed = bytes - Row::kTail;
  return {Row::kBits, packed * Row::kPerByte, rows, bytes, rows + packed, bytes};
}

// The offset of each segment; throws unless the lengths cover `items` items exactly.
inline void ReadOffsets(const Tensor& lengths, int64_t items, std::vector<int64_t>* offsets) {
  const auto* length = lengths.data<int32_t>();
  offsets->assign(static_cast<size_t>(lengths.numel()) + 1, 0);
  for (size_t s = 0; s + 1 < offsets->size(); ++s) {
    NETDEF_ENFORCE_GE(length[s], 0, "a length is negative");
    (*offsets)[s + 1] = (*offsets)[s] + length[s];
  }
  NETDEF_ENFORCE_EQ(offsets->back(), items,
                    "Your input seems to be incorrect: the sum of lengths values should be the size of the indices tensor");
}

// Shape of such sums. Inputs: DATA, weights if there are any, INDICES, LENGTHS.
inline std::vector<TensorSpec> RowSumShape(const ShapeInputs& in, bool weighted, int64_t elements) {
  const size_t indices = weighted ? 2 : 1;
  NETDEF_ENFORCE_EQ(in[indices].dims.size(), 1u, "INDICES must be a vector");
  NETDEF_ENFORCE_EQ(in[indices + 1].dims.size(), 1u, "LENGTHS must be a vector");
  if (weighted) NETDEF_ENFORCE_EQ(NumElements(in[1].dims), in[indices].dims[0], "expected one weight for each index");
  return {TensorSpec({in[indices + 1].dims[0], elements}, DType::kFloat)};
}

}  // namespace netdef
