// Sums of rows for CPUs with AVX2, all of which have F16C.
#include "base/row_sums.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <cstring>

#define NETDEF_UNROLL _Pragma("GCC unroll 8")
#pragma GCC push_options
#pragma GCC target("f16c,fma,avx2")

namespace netdef {
namespace {

struct Vector {
  static constexpr int64_t kWidth = 8;
  __m256 v;
  static Vector Broadcast(float x) { return {_mm256_set1_ps(x)}; }
  static void Store(float* p, Vector x) { _mm256_storeu_ps(p, x.v); }
  static Vector Add(Vector a, Vector b) { return {_mm256_add_ps(a.v, b.v)}; }
  static Vector Multiply(Vector a, Vector b) { return {_mm256_mul_ps(a.v, b.v)}; }
  static Vector MultiplyAdd(Vector a, Vector b, Vector c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
  template <int kBits>
  static Vector Load(const uint8_t* row, int64_t column) {
    const uint8_t* p = row + column * kBits / 8;
    if constexpr (kBits == 32) {
      return {_mm256_loadu_ps(reinterpret_cast<const float*>(p))};
    } else if constexpr (kBits == 16) {
      return {_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
    } else if constexpr (kBits == 8) {
      return {_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))))};
    } else {
      int32_t all = 0;
      std::memcpy(&all, p, kBits);  // eight elements
      const __m256i shifts = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(kBits));
      return {_mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srlv_epi32(_mm256_set1_epi32(all), shifts), _mm256_set1_epi32((1 << kBits) - 1)))};
    }
  }
  static float OfHalf(uint16_t half) { return _cvtsh_ss(half); }
};

#include "base/row_sums_segments.h"

}  // namespace

SumSegmentsFunction SumSegmentsAvx2(int bits) { return SumSegmentsFor<Vector>(bits); }

}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {

// Never called: no other CPU says that it has AVX2.
SumSegmentsFunction SumSegmentsAvx2(int) { return nullptr; }

}  // namespace netdef

#endif
