#include "base/row_sums.h"

#include <algorithm>
#include <cstring>

#include "base/cpu.h"
#include "base/grain.h"
#include "netdef/error.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

#define NETDEF_UNROLL _Pragma("GCC unroll 8")

namespace netdef {
namespace {

template <typename T, int64_t width>
struct LanesOf {
  using Type [[gnu::vector_size(width * sizeof(T))]] = T;
};

template <typename T>
T Read(const uint8_t* p) {
  T x;
  std::memcpy(&x, p, sizeof x);
  return x;
}

// Vectors for any CPU, of 4, 2 and 1 elements.
template <int64_t width>
struct Vector {
  static constexpr int64_t kWidth = width;
  template <typename T>
  using Lanes = typename LanesOf<T, width>::Type;

  Lanes<float> v;
  static Vector Broadcast(float x) { return {Lanes<float>{} + x}; }
  static void Store(float* p, Vector x) { std::memcpy(p, &x.v, sizeof x.v); }
  static Vector Add(Vector a, Vector b) { return {a.v + b.v}; }
  static Vector Multiply(Vector a, Vector b) { return {a.v * b.v}; }
  static Vector MultiplyAdd(Vector a, Vector b, Vector c) { return {a.v * b.v + c.v}; }
  template <int kBits>
  static Vector Load(const uint8_t* row, int64_t column) {
    const uint8_t* p = row + column * kBits / 8;
    if constexpr (kBits == 32) {
      return {Read<Lanes<float>>(p)};
    } else if constexpr (kBits == 16) {
      return OfHalves(__builtin_convertvector(Read<Lanes<uint16_t>>(p), Lanes<int32_t>));
    } else {
      int32_t all = 0;
      std::memcpy(&all, p, (kWidth * kBits + 7) / 8);
      // Each element stays at its place in `all` and is scaled down; the fourth byte, which holds the sign, moves by one.
      Lanes<int32_t> elements = Lanes<int32_t>{} + all, mask;
      Lanes<float> unit;
      for (int k = 0; k < kWidth; ++k) {
        const int place = k * kBits == 24 ? 16 : k * kBits;
        if (place < k * kBits) elements[k] = all >> 8;
        mask[k] = ((1 << kBits) - 1) << place;
        unit[k] = 1.0f / static_cast<float>(1 << place);
      }
      return {__builtin_convertvector(elements & mask, Lanes<float>) * unit};
    }
  }
  static float OfHalf(uint16_t half) { return Vector<1>::OfHalves(Vector<1>::Lanes<int32_t>{half}).v[0]; }
  // Without branches: subnormals come out right by the multiplication, infinity and NaN by the exponent.
  static Vector OfHalves(Lanes<int32_t> half) {
    const Lanes<int32_t> bits = ((half << 16) >> 3) & static_cast<int32_t>(0x8fffe000u);
    const Lanes<float> scaled = reinterpret_cast<Lanes<float>>(bits) * 5.192296858534828e33f;  // 2^112
    return {reinterpret_cast<Lanes<float>>(reinterpret_cast<Lanes<int32_t>>(scaled) | (((half & 0x7c00) == 0x7c00) & 0x7f800000))};
  }
};

#include "base/row_sums_segments.h"

SumSegmentsFunction FunctionFor(const RowTable& table) {
  if (table.elements >= 16 && CpuHasAvx512()) return SumSegmentsAvx512(table.bits);
  if (table.elements >= 8 && CpuHasAvx2()) return SumSegmentsAvx2(table.bits);
  if (table.elements >= 4) return SumSegmentsFor<Vector<4>>(table.bits);
  return table.elements >= 2 ? SumSegmentsFor<Vector<2>>(table.bits) : SumSegmentsFor<Vector<1>>(table.bits);
}

NETDEF_SIMD bool AllBelow(const int64_t* index, int64_t count, int64_t rows) {
  uint64_t outside = 0;  // in its top bit
  for (int64_t i = 0; i < count; ++i) outside |= static_cast<uint64_t>(index[i]) | (static_cast<uint64_t>(rows) - 1 - static_cast<uint64_t>(index[i]));
  return outside >> 63 == 0;
}

}  // namespace

void SumRows(const RowTable& table, const RowSums& sums, float* y) {
  constexpr int64_t kWorkOfThread = 1 << 16;  // elements that are worth a second thread
  if (sums.segments == 0 || table.elements == 0) return;
  const int64_t each = (1 + sums.offsets[sums.segments] / sums.segments) * table.elements;
  const SumSegmentsFunction sum = FunctionFor(table);
  ParallelFor(0, sums.segments, GrainFor(kWorkOfThread, each), [&](int64_t first, int64_t last) { sum(table, sums, first, last, y); });
}

const int64_t* CheckedRows(const int64_t* index, int64_t count, int64_t rows, std::vector<int64_t>* /*wide*/) {
  if (!AllBelow(index, count, rows)) {
    const int64_t i = std::find_if(index, index + count, [&](int64_t at) { return at < 0 || at >= rows; }) - index;
    NETDEF_THROW("Index ", i, " is out of bounds: ", index[i], ", range 0 to ", rows);
  }
  return index;
}

const int64_t* CheckedRows(const int32_t* index, int64_t count, int64_t rows, std::vector<int64_t>* wide) {
  wide->assign(index, index + count);
  return CheckedRows(wide->data(), count, rows, wide);
}

}  // namespace netdef
