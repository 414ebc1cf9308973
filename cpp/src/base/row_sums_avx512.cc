// Sums of rows for CPUs with AVX-512.
#include "base/row_sums.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <cstring>

#define NETDEF_UNROLL _Pragma("GCC unroll 8")
#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,f16c,fma,avx2")

namespace netdef {
namespace {

struct Vector {
  static constexpr int64_t kWidth = 16;
  __m512 v;
  static Vector Broadcast(float x) { return {_mm512_set1_ps(x)}; }
  static void Store(float* p, Vector x) { _mm512_storeu_ps(p, x.v); }
  static Vector Add(Vector a, Vector b) { return {_mm512_add_ps(a.v, b.v)}; }
  static Vector Multiply(Vector a, Vector b) { return {_mm512_mul_ps(a.v, b.v)}; }
  static Vector MultiplyAdd(Vector a, Vector b, Vector c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
  template <int kBits>
  static Vector Load(const uint8_t* row, int64_t column) {
    const uint8_t* p = row + column * kBits / 8;
    if constexpr (kBits == 32) {
      return {_mm512_loadu_ps(p)};
    } else if constexpr (kBits == 16) {
      return {_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
    } else if constexpr (kBits == 8) {
      return {_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
    } else if constexpr (kBits == 4) {
      // A byte in 64 bits: its upper half goes to the upper 32.
      const __m512i bytes = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
      return {_mm512_cvtepi32_ps(_mm512_and_si512(_mm512_or_si512(bytes, _mm512_slli_epi64(bytes, 28)), _mm512_set1_epi32(15)))};
    } else {
      int32_t all;
      std::memcpy(&all, p, sizeof all);
      const __m512i shifts = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
      return {_mm512_cvtepi32_ps(_mm512_and_si512(_mm512_srlv_epi32(_mm512_set1_epi32(all), shifts), _mm512_set1_epi32(3)))};
    }
  }
  static float OfHalf(uint16_t half) { return _cvtsh_ss(half); }
};

#include "base/row_sums_segments.h"

}  // namespace

SumSegmentsFunction SumSegmentsAvx512(int bits) { return SumSegmentsFor<Vector>(bits); }

}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {

// Never called: no other CPU says that it has AVX-512.
SumSegmentsFunction SumSegmentsAvx512(int) { return nullptr; }

}  // namespace netdef

#endif
