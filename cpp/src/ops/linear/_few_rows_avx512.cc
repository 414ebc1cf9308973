// The vector code of products with few rows for AVX-512; called where the CPU has it.
#include "ops/linear/_few_rows.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

namespace netdef {
namespace few_rows {
namespace {

constexpr int kTileRows = 14;

template <int kRows>
void Tile(const Problem& p, const float* x, const float* w, const float* bias, __mmask16 low_lanes, __mmask16 high_lanes, float* y) {
  constexpr int64_t kAhead = 32;  // lines of the panel that are fetched before they are needed; measured
  __m512 sum[kRows][2];
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    sum[r][0] = _mm512_loadu_ps(bias);
    sum[r][1] = _mm512_loadu_ps(bias + 16);
  }
  const int64_t n = p.inputs;
  for (int64_t i = 0; i < n; ++i) {
    _mm_prefetch(reinterpret_cast<const char*>(w + (i + kAhead) * kWidth), _MM_HINT_T0);
    _mm_prefetch(reinterpret_cast<const char*>(w + (i + kAhead) * kWidth + 16), _MM_HINT_T0);
    const __m512 a = _mm512_loadu_ps(w + i * kWidth), b = _mm512_loadu_ps(w + i * kWidth + 16);
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const __m512 factor = _mm512_set1_ps(x[r * n + i]);
      sum[r][0] = _mm512_fmadd_ps(factor, a, sum[r][0]);
      sum[r][1] = _mm512_fmadd_ps(factor, b, sum[r][1]);
    }
  }
  const __m512 low = _mm512_set1_ps(p.low), high = _mm512_set1_ps(p.high), slope = _mm512_set1_ps(p.slope);
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int k = 0; k < 2; ++k) {
      __m512 v = sum[r][k];
      v = _mm512_mask_mul_ps(v, _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_LT_OQ), v, slope);
      v = _mm512_min_ps(high, _mm512_max_ps(low, v));  // in this order NaN stays NaN
      _mm512_mask_storeu_ps(y + r * p.outputs + k * 16, k == 0 ? low_lanes : high_lanes, v);
    }
  }
}

template <int kRows = kTileRows>
void TileOf(int64_t rows, const Problem& p, const float* x, const float* w, const float* bias, __mmask16 low_lanes, __mmask16 high_lanes, float* y) {
  if constexpr (kRows > 0) {
    if (rows == kRows) return Tile<kRows>(p, x, w, bias, low_lanes, high_lanes, y);
    TileOf<kRows - 1>(rows, p, x, w, bias, low_lanes, high_lanes, y);
  }
}

__mmask16 Lanes(int64_t count) { return count >= 16 ? 0xFFFF : count <= 0 ? 0 : static_cast<__mmask16>((1u << count) - 1); }

}  // namespace

void PanelsAvx512(const Problem& p, const float* x, const float* packed, const float* bias, int64_t first, int64_t last, float* y) {
  const int64_t tiles = (p.rows + kTileRows - 1) / kTileRows;
  for (int64_t panel = first; panel < last; ++panel) {
    const int64_t o = panel * kWidth, lanes = p.outputs - o;
    for (int64_t t = 0; t < tiles; ++t) {  // the second one finds the panel in the cache
      const int64_t from = p.rows * t / tiles, to = p.rows * (t + 1) / tiles;
      TileOf(to - from, p, x + from * p.inputs, packed + o * p.inputs, bias + o, Lanes(lanes), Lanes(lanes - 16), y + from * p.outputs + o);
    }
  }
}

}  // namespace few_rows
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace few_rows {

// Never called: no other CPU says that it has AVX-512.
void PanelsAvx512(const Problem&, const float*, const float*, const float*, int64_t, int64_t, float*) {}

}  // namespace few_rows
}  // namespace netdef

#endif
