// The vector code of products with packed weights for AVX-512; called where the CPU has it.
#include "ops/linear/_panels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

namespace netdef {
namespace panels {
namespace {

__mmask16 Lanes(int64_t count) { return count >= 16 ? 0xFFFF : count <= 0 ? 0 : static_cast<__mmask16>((1u << count) - 1); }

template <int kRows, bool kPacked>
void Run(const Tile& t) {
  constexpr int64_t kAhead = 32;  // lines of the panel that few rows fetch before they are needed; measured
  const __mmask16 lanes[2] = {Lanes(t.outputs), Lanes(t.outputs - 16)};
  __m512 sum[kRows][2];
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int k = 0; k < 2; ++k) {
      sum[r][k] = t.bias != nullptr ? _mm512_loadu_ps(t.bias + k * 16) : _mm512_maskz_loadu_ps(lanes[k], t.y + r * t.y_step + k * 16);
    }
  }
  const float *x = t.x, *w = t.weights, *ahead = t.ahead;
  const int64_t row_step = kPacked ? 1 : t.x_step, input_step = kPacked ? kRows : 1;
  for (int64_t i = 0; i < t.inputs; ++i, x += input_step, w += kWidth, ahead += t.ahead_step) {
    if constexpr (kPacked) {
      _mm_prefetch(reinterpret_cast<const char*>(ahead), _MM_HINT_T1);
    } else {
      _mm_prefetch(reinterpret_cast<const char*>(w + kAhead * kWidth), _MM_HINT_T0);
      _mm_prefetch(reinterpret_cast<const char*>(w + kAhead * kWidth + 16), _MM_HINT_T0);
    }
    const __m512 a = _mm512_loadu_ps(w), b = _mm512_loadu_ps(w + 16);
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const __m512 factor = _mm512_set1_ps(x[r * row_step]);
      sum[r][0] = _mm512_fmadd_ps(factor, a, sum[r][0]);
      sum[r][1] = _mm512_fmadd_ps(factor, b, sum[r][1]);
    }
  }
  const __m512 low = _mm512_set1_ps(t.low), high = _mm512_set1_ps(t.high), slope = _mm512_set1_ps(t.slope);
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int k = 0; k < 2; ++k) {
      __m512 v = sum[r][k];
      v = _mm512_mask_mul_ps(v, _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_LT_OQ), v, slope);
      v = _mm512_min_ps(high, _mm512_max_ps(low, v));  // in this order NaN stays NaN
      _mm512_mask_storeu_ps(t.y + r * t.y_step + k * 16, lanes[k], v);
    }
  }
}

template <bool kPacked, int kRows = kTileRows>
void Dispatch(const Tile& t) {
  if constexpr (kRows > 0) {
    if (t.rows == kRows) return Run<kRows, kPacked>(t);
    Dispatch<kPacked, kRows - 1>(t);
  }
}

}  // namespace

void TileAvx512(const Tile& t) { t.x_step == 0 ? Dispatch<true>(t) : Dispatch<false>(t); }

void PackRowsAvx512(const float* x, int64_t x_step, int64_t rows, int64_t inputs, float* packed) {
  const __mmask16 lanes = Lanes(rows);
  for (int64_t from = 0; from < inputs; from += 16) {
    const int64_t count = inputs - from < 16 ? inputs - from : 16;
    const __mmask16 some = Lanes(count);
    __m512 a[16], b[16];
    NETDEF_UNROLL
    for (int r = 0; r < 16; ++r) a[r] = r < rows ? _mm512_maskz_loadu_ps(some, x + r * x_step + from) : _mm512_setzero_ps();
    // Squares of 1, 2, then 4 and 8 change places across the diagonal.
    NETDEF_UNROLL
    for (int r = 0; r < 16; r += 2) {
      b[r] = _mm512_unpacklo_ps(a[r], a[r + 1]);
      b[r + 1] = _mm512_unpackhi_ps(a[r], a[r + 1]);
    }
    NETDEF_UNROLL
    for (int r = 0; r < 16; r += 4) {
      a[r] = _mm512_shuffle_ps(b[r], b[r + 2], 0x44);
      a[r + 1] = _mm512_shuffle_ps(b[r], b[r + 2], 0xEE);
      a[r + 2] = _mm512_shuffle_ps(b[r + 1], b[r + 3], 0x44);
      a[r + 3] = _mm512_shuffle_ps(b[r + 1], b[r + 3], 0xEE);
    }
    NETDEF_UNROLL
    for (int r = 0; r < 4; ++r) {
      b[r] = _mm512_shuffle_f32x4(a[r], a[r + 4], 0x88);
      b[r + 4] = _mm512_shuffle_f32x4(a[r], a[r + 4], 0xDD);
      b[r + 8] = _mm512_shuffle_f32x4(a[r + 8], a[r + 12], 0x88);
      b[r + 12] = _mm512_shuffle_f32x4(a[r + 8], a[r + 12], 0xDD);
    }
    NETDEF_UNROLL
    for (int r = 0; r < 8; ++r) {
      a[r] = _mm512_shuffle_f32x4(b[r], b[r + 8], 0x88);
      a[r + 8] = _mm512_shuffle_f32x4(b[r], b[r + 8], 0xDD);
    }
    float* to = packed + from * rows;
    NETDEF_UNROLL
    for (int i = 0; i < 16; ++i) {
      if (i < count) _mm512_mask_storeu_ps(to + i * rows, lanes, a[i]);
    }
  }
}

}  // namespace panels
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace panels {

// Never called: no other CPU says that it has AVX-512.
void TileAvx512(const Tile&) {}
void PackRowsAvx512(const float*, int64_t, int64_t, int64_t, float*) {}

}  // namespace panels
}  // namespace netdef

#endif
