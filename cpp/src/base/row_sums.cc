#include "base/row_sums.h"

#include <cstring>

#include "base/cpu.h"

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

// Vectors for any CPU, of 4 or 2 elements.
template <int64_t width>
struct Vector {
  static constexpr int64_t kWidth = width;
  template <typename T>
  using Lanes = typename LanesOf<T, width>::Type;

  Lanes<float> v;
  static Vector Broadcast(float x) { return {Lanes<float>{} + x}; }
  static void Store(float* p, Vector x) { std::memcpy(p, &x.v, sizeof x.v); }
  static Vector Add(Vector a, Vector b) { return {a.v + b.v}; }
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
  // Without branches: subnormals come out right by the multiplication, infinity and NaN by the exponent.
  static Vector OfHalves(Lanes<int32_t> half) {
    const Lanes<int32_t> bits = ((half << 16) >> 3) & static_cast<int32_t>(0x8fffe000u);
    const Lanes<float> scaled = reinterpret_cast<Lanes<float>>(bits) * 5.192296858534828e33f;  // 2^112
    return {reinterpret_cast<Lanes<float>>(reinterpret_cast<Lanes<int32_t>>(scaled) | (((half & 0x7c00) == 0x7c00) & 0x7f800000))};
  }
};

// Rows of one element, which have 8 bits at least.
struct Element {
  static constexpr int64_t kWidth = 1;
  float v;
  static Element Broadcast(float x) { return {x}; }
  static void Store(float* p, Element x) { *p = x.v; }
  static Element Add(Element a, Element b) { return {a.v + b.v}; }
  static Element MultiplyAdd(Element a, Element b, Element c) { return {a.v * b.v + c.v}; }
  template <int kBits>
  static Element Load(const uint8_t* row, int64_t column) {
    if constexpr (kBits == 32) {
      return {Read<float>(row + column * 4)};
    } else if constexpr (kBits == 16) {
      return {Vector<4>::OfHalves(Vector<4>::Lanes<int32_t>{Read<uint16_t>(row + column * 2)}).v[0]};
    } else {
      return {static_cast<float>(row[column])};
    }
  }
};

#include "base/row_sums_panels.h"

const RowFunctions& FunctionsFor(int64_t elements) {
#if defined(__x86_64__) && defined(__GNUC__)
  static const bool avx512 = CpuHasAvx512(), avx2 = CpuHasAvx2();
  if (elements >= 16 && avx512) return RowFunctionsAvx512();
  if (elements >= 8 && avx2) return RowFunctionsAvx2();
#endif
  if (elements >= 4) return RowFunctionsFor<Vector<4>>();
  return elements >= 2 ? RowFunctionsFor<Vector<2>>() : RowFunctionsFor<Element>();
}

}  // namespace

void AddRows(const float* const* rows, const float* weights, int64_t count, int64_t elements, float* y) {
  FunctionsFor(elements).floats(rows, weights, 0, count, elements, y);
}

void AddHalfRows(const uint16_t* const* rows, const float* weights, int64_t count, int64_t elements, float* y) {
  FunctionsFor(elements).halves(rows, weights, 0, count, elements, y);
}

void AddQuantizedRows(int bits, const uint8_t* const* rows, const float* scales, const float* biases, int64_t count, int64_t elements, float* y) {
  float bias = 0;
  for (int64_t i = 0; i < count; ++i) bias += biases[i];
  const RowFunctions& functions = FunctionsFor(elements);
  (bits == 8 ? functions.bits8 : bits == 4 ? functions.bits4 : functions.bits2)(rows, scales, bias, count, elements, y);
}

}  // namespace netdef
