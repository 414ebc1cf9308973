// The vector code of direct convolution for AVX-512; called where the CPU has it.
#include "ops/conv/_direct.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

namespace netdef {
namespace direct {
namespace {

// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

template <int kRows, int kPixels, int kVectors>
void Tile(const Line& l, int64_t first, const float* ahead) {
  constexpr int kTile = kRows * kPixels;
  const auto place = [&](int t, int k) { return k * l.y_block_step + t / kPixels * l.y_row_step + (first + t % kPixels) * kLanes; };
  __m512 sums[kTile][kVectors];
  const float* start = l.bias == nullptr ? l.y : l.addend;
  NETDEF_UNROLL
  for (int k = 0; k < kVectors; ++k) {
    const __m512 bias = l.bias == nullptr ? _mm512_setzero_ps() : _mm512_loadu_ps(l.bias + k * kLanes);
    NETDEF_UNROLL
    for (int t = 0; t < kTile; ++t) sums[t][k] = start == nullptr ? bias : _mm512_add_ps(bias, _mm512_loadu_ps(start + place(t, k)));
  }
  const float *x = l.x + first * l.pixel_step, *w = l.filter;
  const int64_t step = l.pixel_step, row_step = l.row_step, ahead_step = l.ahead_step;
  for (int64_t run = 0; run < l.run_count; ++run) {
    const float* p = x + l.runs[run];
    const int64_t lanes = run < l.whole_runs ? kLanes : l.rest;
    for (int64_t i = 0; i < lanes; ++i, ++p, w += kVectors * kLanes, ahead += ahead_step) {
      _mm_prefetch(reinterpret_cast<const char*>(ahead), _MM_HINT_T1);
      __m512 line[kVectors];
      NETDEF_UNROLL
      for (int k = 0; k < kVectors; ++k) line[k] = _mm512_loadu_ps(w + k * kLanes);
      NETDEF_UNROLL
      for (int t = 0; t < kTile; ++t) {
        const __m512 factor = _mm512_set1_ps(p[t / kPixels * row_step + t % kPixels * step]);
        NETDEF_UNROLL
        for (int k = 0; k < kVectors; ++k) sums[t][k] = _mm512_fmadd_ps(factor, line[k], sums[t][k]);
      }
    }
  }
  const __m512 low = _mm512_set1_ps(l.limits.low), high = _mm512_set1_ps(l.limits.high), slope = _mm512_set1_ps(l.limits.slope);
  NETDEF_UNROLL
  for (int k = 0; k < kVectors; ++k) {
    NETDEF_UNROLL
    for (int t = 0; t < kTile; ++t) {
      __m512 v = sums[t][k];
      v = _mm512_mask_mul_ps(v, _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_LT_OQ), v, slope);
      // The limit first: of two operands the second is taken where one is NaN, and NaN stays NaN.
      _mm512_storeu_ps(l.y + place(t, k), _mm512_min_ps(high, _mm512_max_ps(low, v)));
    }
  }
}

template <int kRows, int kVectors, int kPixels = Line::kMostTile / kRows>
void TileOf(int64_t pixels, const Line& l, int64_t first, const float* ahead) {
  if constexpr (kPixels > 0) {
    if (pixels == kPixels) return Tile<kRows, kPixels, kVectors>(l, first, ahead);
    TileOf<kRows, kVectors, kPixels - 1>(pixels, l, first, ahead);
  }
}

template <int kRows, int kVectors>
void Tiles(const Line& l) {
  const int64_t tiles = l.tiles(), depth = l.whole_runs * kLanes + (l.run_count - l.whole_runs) * l.rest;
  for (int64_t t = 0; t < tiles; ++t) {
    const int64_t from = l.pixels * t / tiles, to = l.pixels * (t + 1) / tiles;
    TileOf<kRows, kVectors>(to - from, l, from, l.ahead + t * depth * l.ahead_step);
  }
}

}  // namespace

void LineAvx512(const Line& l) {
  if (l.rows == 2) {
    l.pair ? Tiles<2, 2>(l) : Tiles<2, 1>(l);
  } else {
    l.pair ? Tiles<1, 2>(l) : Tiles<1, 1>(l);
  }
}

void SumAvx512(const Sum& s) {
  const __m512 low = _mm512_set1_ps(s.limits.low), high = _mm512_set1_ps(s.limits.high), slope = _mm512_set1_ps(s.limits.slope), bias = _mm512_loadu_ps(s.bias);
  for (int64_t i = 0; i < s.vectors * kLanes; i += kLanes) {
    __m512 v = bias;
    for (int64_t part = 0; part < s.part_count; ++part) v = _mm512_add_ps(v, _mm512_loadu_ps(s.parts + part * s.part_step + i));
    if (s.addend != nullptr) v = _mm512_add_ps(v, _mm512_loadu_ps(s.addend + i));
    v = _mm512_mask_mul_ps(v, _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_LT_OQ), v, slope);
    _mm512_storeu_ps(s.y + i, _mm512_min_ps(high, _mm512_max_ps(low, v)));
  }
}

}  // namespace direct
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace direct {

// Never called: no other CPU says that it has AVX-512.
void LineAvx512(const Line&) {}
void SumAvx512(const Sum&) {}

}  // namespace direct
}  // namespace netdef

#endif
