#include "base/half_convert.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

#include "base/cpu.h"
#include "netdef/simd.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

// Without branches: every case is computed, one is taken.
inline float Widened(uint32_t half) {
  constexpr uint32_t kRebias = (127u - 15u) << 23;
  const uint32_t magnitude = (half & 0x7FFFu) << 13;
  const float smallest = vec::FromBits(kRebias + (1u << 23));  // the least normal half
  const float subnormal = vec::FromBits(magnitude + kRebias + (1u << 23)) - smallest;
  uint32_t normal = magnitude + kRebias + (magnitude >= 0x0F800000u ? kRebias : 0u);  // infinity and NaN too
  normal |= magnitude > 0x0F800000u ? 0x00400000u : 0u;  // a quiet NaN, as CPUs make it
  return vec::FromBits((magnitude < 0x00800000u ? vec::ToBits(subnormal) : normal) | (half & 0x8000u) << 16);
}

inline uint32_t Narrowed(float value) {
  const uint32_t bits = vec::ToBits(value), magnitude = bits & 0x7FFFFFFFu;
  const uint32_t normal = (magnitude - 0x38000000u + 0xFFFu + ((magnitude >> 13) & 1u)) >> 13;
  const uint32_t subnormal = vec::ToBits(vec::FromBits(magnitude) + 0.5f) - 0x3F000000u;  // float addition rounds
  uint32_t half = magnitude < 0x38800000u ? subnormal : normal;
  half = magnitude >= 0x477FF000u ? 0x7C00u : half;  // beyond the largest number
  half = magnitude > 0x7F800000u ? 0x7E00u | ((magnitude >> 13) & 0x3FFu) : half;
  return half | ((bits >> 16) & 0x8000u);
}

NETDEF_SIMD void WidenPlainly(const uint16_t* from, int64_t n, float* to) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) to[i] = Widened(from[i]);
}

NETDEF_SIMD void NarrowPlainly(const float* from, int64_t n, uint16_t* to) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) to[i] = static_cast<uint16_t>(Narrowed(from[i]));
}

#if defined(__x86_64__) && defined(__GNUC__)
// All CPUs with AVX2 have F16C. These give how many elements they have done.
__attribute__((target("avx2,f16c"))) int64_t WidenFast(const uint16_t* from, int64_t n, float* to) {
  const bool avx2 = CpuHasAvx2();
  int64_t i = 0;
  for (; avx2 && i + 8 <= n; i += 8) _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i))));
  return i;
}
__attribute__((target("avx2,f16c"))) int64_t NarrowFast(const float* from, int64_t n, uint16_t* to) {
  const bool avx2 = CpuHasAvx2();
  int64_t i = 0;
  for (; avx2 && i + 8 <= n; i += 8) _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT));
  return i;
}
#else
int64_t WidenFast(const uint16_t*, int64_t, float*) { return 0; }
int64_t NarrowFast(const float*, int64_t, uint16_t*) { return 0; }
#endif

void WidenHalves(const uint16_t* from, int64_t n, float* to) {
  const int64_t done = WidenFast(from, n, to);
  WidenPlainly(from + done, n - done, to + done);
}

void NarrowToHalves(const float* from, int64_t n, uint16_t* to) {
  const int64_t done = NarrowFast(from, n, to);
  NarrowPlainly(from + done, n - done, to + done);
}

NETDEF_SIMD void WidenBFloats(const uint16_t* from, int64_t n, float* to) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) to[i] = vec::FromBits(static_cast<uint32_t>(from[i]) << 16);
}

NETDEF_SIMD void NarrowToBFloats(const float* from, int64_t n, uint16_t* to) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) to[i] = BFloat16::FromFloat(from[i]);
}

}  // namespace

// Both types are their bits.
void ConvertRun(const Half* from, int64_t n, float* to) { WidenHalves(&from->bits, n, to); }
void ConvertRun(const BFloat16* from, int64_t n, float* to) { WidenBFloats(&from->bits, n, to); }
void ConvertRun(const float* from, int64_t n, Half* to) { NarrowToHalves(from, n, &to->bits); }
void ConvertRun(const float* from, int64_t n, BFloat16* to) { NarrowToBFloats(from, n, &to->bits); }

}  // namespace netdef
