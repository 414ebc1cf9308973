#include "base/row_sums.h"

#include <cstring>

#include "netdef/simd.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

constexpr int64_t kColumns = 64;  // that are summed up at once

inline float OfFloat(float x) { return x; }
// Without branches: subnormals come out right by the multiplication, infinity and NaN by the exponent.
inline float OfHalf(uint16_t h) {
  const uint32_t magnitude = static_cast<uint32_t>(h & 0x7fffu) << 13, sign = static_cast<uint32_t>(h & 0x8000u) << 16;
  const float scaled = vec::FromBits(magnitude) * 5.192296858534828e33f;  // 2^112
  const uint32_t bits = vec::ToBits(scaled) | (magnitude >= 0x0f800000u ? 0x7f800000u : 0u);
  return vec::FromBits(bits | sign);
}

template <typename T, float (*kFloatOf)(T)>
inline void AddColumns(const T* const* rows, const float* weights, int64_t count, int64_t first, int64_t columns, float* y) {
  float sums[kColumns];
  std::memcpy(sums, y + first, static_cast<size_t>(columns) * sizeof(float));
  for (int64_t i = 0; i < count; ++i) {
    const T* row = rows[i] + first;
    const float weight = weights[i];
    if (columns == kColumns) {
#pragma omp simd
      for (int64_t j = 0; j < kColumns; ++j) sums[j] += weight * kFloatOf(row[j]);
    } else {
#pragma omp simd
      for (int64_t j = 0; j < columns; ++j) sums[j] += weight * kFloatOf(row[j]);
    }
  }
  std::memcpy(y + first, sums, static_cast<size_t>(columns) * sizeof(float));
}

template <typename T, float (*kFloatOf)(T)>
inline void AddAll(const T* const* rows, const float* weights, int64_t count, int64_t elements, float* y) {
  for (int64_t first = 0; first < elements; first += kColumns) {
    AddColumns<T, kFloatOf>(rows, weights, count, first, elements - first < kColumns ? elements - first : kColumns, y);
  }
}

// Sums of the first, second ... elements of each byte, which are put in order at the end.
template <int kBits>
inline void AddBytes(const uint8_t* const* rows, const float* scales, float bias, int64_t count, int64_t elements, float* y) {
  constexpr int64_t kPerByte = 8 / kBits;
  constexpr uint32_t kMask = (1u << kBits) - 1;
  const int64_t bytes = elements / kPerByte;
  for (int64_t first = 0; first < bytes; first += kColumns) {
    const int64_t columns = bytes - first < kColumns ? bytes - first : kColumns;
    float sums[kPerByte][kColumns] = {};
    for (int64_t i = 0; i < count; ++i) {
      const uint8_t* row = rows[i] + first;
      const float scale = scales[i];
#pragma omp simd
      for (int64_t b = 0; b < columns; ++b) {
        const uint32_t byte = row[b];
        for (int64_t k = 0; k < kPerByte; ++k) sums[k][b] += scale * static_cast<float>(static_cast<int32_t>((byte >> (k * kBits)) & kMask));
      }
    }
    for (int64_t b = 0; b < columns; ++b) {
      for (int64_t k = 0; k < kPerByte; ++k) y[(first + b) * kPerByte + k] += sums[k][b] + bias;
    }
  }
}

NETDEF_SIMD void Add8(const uint8_t* const* rows, const float* scales, float bias, int64_t count, int64_t elements, float* y) {
  AddBytes<8>(rows, scales, bias, count, elements, y);
}
NETDEF_SIMD void Add4(const uint8_t* const* rows, const float* scales, float bias, int64_t count, int64_t elements, float* y) {
  AddBytes<4>(rows, scales, bias, count, elements, y);
}
NETDEF_SIMD void Add2(const uint8_t* const* rows, const float* scales, float bias, int64_t count, int64_t elements, float* y) {
  AddBytes<2>(rows, scales, bias, count, elements, y);
}
NETDEF_SIMD void AddFloats(const float* const* rows, const float* weights, int64_t count, int64_t elements, float* y) {
  AddAll<float, OfFloat>(rows, weights, count, elements, y);
}
NETDEF_SIMD void AddHalves(const uint16_t* const* rows, const float* weights, int64_t count, int64_t elements, float* y) {
  AddAll<uint16_t, OfHalf>(rows, weights, count, elements, y);
}

}  // namespace

void AddRows(const float* const* rows, const float* weights, int64_t count, int64_t elements, float* y) { AddFloats(rows, weights, count, elements, y); }

void AddHalfRows(const uint16_t* const* rows, const float* weights, int64_t count, int64_t elements, float* y) {
  AddHalves(rows, weights, count, elements, y);
}

void AddQuantizedRows(int bits, const uint8_t* const* rows, const float* scales, const float* biases, int64_t count, int64_t elements, float* y) {
  float bias = 0;
  for (int64_t i = 0; i < count; ++i) bias += biases[i];
  const auto add = bits == 8 ? Add8 : bits == 4 ? Add4 : Add2;
  add(rows, scales, bias, count, elements, y);
}

}  // namespace netdef
