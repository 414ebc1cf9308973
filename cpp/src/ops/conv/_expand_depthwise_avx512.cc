// The vector code of depthwise convolution for AVX-512; called where the CPU has it.
#include "ops/conv/_expand_depthwise.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

namespace netdef {
namespace expand_depthwise {
namespace {

using direct::kLanes;

// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

// Outputs [o, o + kPixels), of whose taps [first, last) along the row lie inside.
template <int kPixels>
void Pixels(const Problem& p, const float* const* rows, const float* filter, const float* bias, int64_t o, int64_t first, int64_t last, float* y) {
  const WindowAxis& a = p.columns;
  __m512 sums[kPixels];
  NETDEF_UNROLL
  for (int i = 0; i < kPixels; ++i) sums[i] = _mm512_loadu_ps(bias);
  const int64_t step = a.stride * kLanes;
  for (int64_t r = 0; r < p.rows.kernel; ++r) {
    if (rows[r] == nullptr) continue;
    for (int64_t c = first; c < last; ++c) {
      const __m512 w = _mm512_loadu_ps(filter + (r * a.kernel + c) * kLanes);
      const float* x = rows[r] + a.Position(o, c) * kLanes;
      NETDEF_UNROLL
      for (int i = 0; i < kPixels; ++i) sums[i] = _mm512_fmadd_ps(w, _mm512_loadu_ps(x + i * step), sums[i]);
    }
  }
  const __m512 low = _mm512_set1_ps(p.limits.low), high = _mm512_set1_ps(p.limits.high), slope = _mm512_set1_ps(p.limits.slope);
  NETDEF_UNROLL
  for (int i = 0; i < kPixels; ++i) {
    const __m512 v = _mm512_mask_mul_ps(sums[i], _mm512_cmp_ps_mask(sums[i], _mm512_setzero_ps(), _CMP_LT_OQ), sums[i], slope);
    // The limit first: of two operands the second is taken where one is NaN, and NaN stays NaN.
    _mm512_storeu_ps(y + (o + i) * kLanes, _mm512_min_ps(high, _mm512_max_ps(low, v)));
  }
}

}  // namespace

void RowAvx512(const Problem& p, const float* const* rows, const float* filter, const float* bias, float* y) {
  constexpr int kWide = 8;
  const WindowAxis& a = p.columns;
  // Outputs [begin, end) have all taps inside.
  int64_t begin = 0, end = a.out;
  while (begin < end && a.Position(begin, 0) < 0) ++begin;
  while (end > begin && a.Position(end - 1, a.kernel - 1) >= a.in) --end;
  for (int64_t o = 0; o < a.out; ++o) {
    if (o == begin) o = end;
    if (o == a.out) break;
    int64_t first = 0, last = a.kernel;
    while (first < last && a.Position(o, first) < 0) ++first;
    while (last > first && a.Position(o, last - 1) >= a.in) --last;
    Pixels<1>(p, rows, filter, bias, o, first, last, y);
  }
  int64_t o = begin;
  for (; o + kWide <= end; o += kWide) Pixels<kWide>(p, rows, filter, bias, o, 0, a.kernel, y);
  if (o < end && end - begin >= kWide) {  // some once more
    Pixels<kWide>(p, rows, filter, bias, end - kWide, 0, a.kernel, y);
    return;
  }
  for (; o + 4 <= end; o += 4) Pixels<4>(p, rows, filter, bias, o, 0, a.kernel, y);
  for (; o < end; ++o) Pixels<1>(p, rows, filter, bias, o, 0, a.kernel, y);
}

}  // namespace expand_depthwise
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace expand_depthwise {

void RowAvx512(const Problem&, const float* const*, const float*, const float*, float*) {}  // never called: no other CPU says that it has AVX-512

}  // namespace expand_depthwise
}  // namespace netdef

#endif
