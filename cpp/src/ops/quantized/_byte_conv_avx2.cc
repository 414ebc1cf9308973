// Convolutions of bytes with AVX2. Its products of bytes saturate, so bytes are widened to words; called where the CPU has it.
#include "ops/quantized/_byte_conv.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace netdef {
namespace byte_conv {
namespace {

#define NETDEF_INLINE inline __attribute__((always_inline))
// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

constexpr int64_t kBlock = 16;  // outputs: two vectors of sums

// Lanes of a pair of vectors as packing to words leaves them.
int64_t Lane(int64_t channel) { return channel / 4 % 2 * 8 + channel / 8 * 4 + channel % 4; }
int64_t DenseLane(int64_t channel, bool /*small*/) { return Lane(channel); }

NETDEF_INLINE __m256i TwoWords(const uint8_t* p) {
  int32_t two;
  std::memcpy(&two, p, sizeof two);
  return _mm256_set1_epi32(two);
}
NETDEF_INLINE __m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }

NETDEF_INLINE __m128i LoadBytes(const uint8_t* p, int64_t lanes) {
  if (lanes == kBlock) return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  alignas(16) uint8_t bytes[kBlock] = {};
  std::memcpy(bytes, p, static_cast<size_t>(lanes));
  return _mm_load_si128(reinterpret_cast<const __m128i*>(bytes));
}

// --- from sums to bytes

struct Finish {
  __m256 own, other, offset;
  __m256i zero, sum_zero, low, high, none = _mm256_setzero_si256(), most = _mm256_set1_epi32(255);

  explicit Finish(const Output& o)
      : own(_mm256_set1_ps(o.own)),
        other(_mm256_set1_ps(o.other)),
        offset(_mm256_set1_ps(o.offset)),
        zero(_mm256_set1_epi32(o.zero)),
        sum_zero(_mm256_set1_epi32(o.sum_zero)),
        low(_mm256_set1_epi16(static_cast<int16_t>(o.low))),
        high(_mm256_set1_epi16(static_cast<int16_t>(o.high))) {}

  NETDEF_INLINE __m256i Scaled(__m256i sums, const float* scale) const {
    return _mm256_add_epi32(_mm256_cvtps_epi32(_mm256_mul_ps(_mm256_cvtepi32_ps(sums), _mm256_loadu_ps(scale))), zero);
  }
  NETDEF_INLINE __m256i Added(__m256i t, __m256i z) const {
    t = _mm256_min_epi32(_mm256_max_epi32(t, none), most);
    const __m256 sum = _mm256_fmadd_ps(_mm256_cvtepi32_ps(t), own, _mm256_fmadd_ps(_mm256_cvtepi32_ps(z), other, offset));
    return _mm256_add_epi32(_mm256_cvtps_epi32(sum), sum_zero);
  }
  NETDEF_INLINE void Store(__m256i a, __m256i b, const float* scale, const uint8_t* addend, int64_t lanes, uint8_t* y) const {
    a = Scaled(a, scale);
    b = Scaled(b, scale + 8);
    if (addend != nullptr) {
      const __m256i z = _mm256_cvtepu8_epi16(LoadBytes(addend, lanes));
      a = Added(a, _mm256_unpacklo_epi16(z, none));
      b = Added(b, _mm256_unpackhi_epi16(z, none));
    }
    const __m256i words = _mm256_min_epi16(_mm256_max_epi16(_mm256_packs_epi32(a, b), low), high);
    const __m128i bytes = _mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0x08));
    if (lanes == kBlock) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(y), bytes);
      return;
    }
    alignas(16) uint8_t kept[kBlock];
    _mm_store_si128(reinterpret_cast<__m128i*>(kept), bytes);
    std::memcpy(y, kept, static_cast<size_t>(lanes));
  }
};

NETDEF_INLINE __m256i DotAdd(__m256i sum, __m256i x, __m256i w) { return _mm256_add_epi32(sum, _mm256_madd_epi16(x, w)); }

// --- dense

template <int kRows, int kPixels>
void DenseTile(const DenseLine& l, const uint8_t* x, const uint8_t* addend, uint8_t* y) {
  constexpr int kTile = kRows * kPixels;
  __m256i sums[kTile][2];
  NETDEF_UNROLL
  for (int t = 0; t < kTile; ++t) {
    sums[t][0] = Load(l.bias);
    sums[t][1] = Load(l.bias + 8);
  }
  const auto* w = static_cast<const int16_t*>(l.filter);
  const int64_t step = l.pixel_step, row_step = l.row_step;
  for (int64_t run = 0; run < l.run_count; ++run) {
    const uint8_t* p = x + l.runs[run];
    for (int64_t q = 0; q < l.quads; ++q, p += 4, w += 2 * kBlock) {
      const __m256i a = Load(w), b = Load(w + kBlock);
      NETDEF_UNROLL
      for (int t = 0; t < kTile; ++t) {
        const __m256i two = TwoWords(p + t / kPixels * row_step + t % kPixels * step);
        sums[t][0] = DotAdd(sums[t][0], two, a);
        sums[t][1] = DotAdd(sums[t][1], two, b);
      }
    }
  }
  // Through memory, so that what follows is a loop and the sums above stay in registers.
  alignas(32) int32_t stored[kTile * kBlock];
  NETDEF_UNROLL
  for (int t = 0; t < kTile; ++t) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(stored + t * kBlock), sums[t][0]);
    _mm256_store_si256(reinterpret_cast<__m256i*>(stored + t * kBlock + 8), sums[t][1]);
  }
  const Finish finish(*l.output);
  for (int t = 0; t < kTile; ++t) {
    const int64_t at = t / kPixels * l.y_row_step + t % kPixels * l.y_step;
    finish.Store(Load(stored + t * kBlock), Load(stored + t * kBlock + 8), l.scale, addend == nullptr ? nullptr : addend + at, l.lanes, y + at);
  }
}

constexpr int kMostPixels = 6;

template <int kRows, int kPixels = kMostPixels / kRows>
void DenseTileOf(int64_t pixels, const DenseLine& l, const uint8_t* x, const uint8_t* addend, uint8_t* y) {
  if constexpr (kPixels > 0) {
    if (pixels == kPixels) return DenseTile<kRows, kPixels>(l, x, addend, y);
    DenseTileOf<kRows, kPixels - 1>(pixels, l, x, addend, y);
  }
}

template <int kRows>
void DenseTiles(const DenseLine& l) {
  constexpr int64_t kMost = kMostPixels / kRows;
  const int64_t tiles = (l.pixels + kMost - 1) / kMost;
  for (int64_t t = 0; t < tiles; ++t) {
    const int64_t from = l.pixels * t / tiles, to = l.pixels * (t + 1) / tiles;
    DenseTileOf<kRows>(to - from, l, l.x + from * l.pixel_step, l.addend == nullptr ? nullptr : l.addend + from * l.y_step, l.y + from * l.y_step);
  }
}

void Dense(const DenseLine& l) { l.rows == 2 ? DenseTiles<2>(l) : DenseTiles<1>(l); }

// --- depthwise: words of two rows side by side, twice for up to four rows

struct Column {
  __m256i v[2][2];  // [pair of rows][vector of lanes]
};

NETDEF_INLINE Column LoadColumn(const DepthwiseLine& l, int64_t first, int64_t pixel) {
  const int64_t count = l.row_count - first;
  const auto row = [&](int64_t r) {
    return r < count ? _mm256_cvtepu8_epi16(LoadBytes(l.rows[first + r] + pixel * l.row_steps[first + r], l.lanes)) : _mm256_setzero_si256();
  };
  const __m256i r0 = row(0), r1 = row(1), r2 = row(2), r3 = row(3);
  return {{{_mm256_unpacklo_epi16(r0, r1), _mm256_unpackhi_epi16(r0, r1)}, {_mm256_unpacklo_epi16(r2, r3), _mm256_unpackhi_epi16(r2, r3)}}};
}

NETDEF_INLINE void Accumulate(const Column& c, const int16_t* w, __m256i* sums) {
  NETDEF_UNROLL
  for (int pair = 0; pair < 2; ++pair) {
    NETDEF_UNROLL
    for (int k = 0; k < 2; ++k) sums[k] = DotAdd(sums[k], c.v[pair][k], Load(w + (2 * pair + k) * kBlock));
  }
}

// Three columns, side by side: each one read is used for three outputs.
void DepthwiseSlide(const DepthwiseLine& l) {
  const WindowAxis& a = *l.columns;
  const Finish finish(*l.output);
  const __m256i zero = _mm256_set1_epi16(static_cast<int16_t>(l.x_zero));
  const auto* w = static_cast<const int16_t*>(l.filter);
  const __m256i bias[2] = {Load(l.bias), Load(l.bias + 8)};
  // Sums of the outputs whose first, second and third column is next.
  __m256i left[2] = {bias[0], bias[1]}, middle[2] = {bias[0], bias[1]}, right[2] = {bias[0], bias[1]};
  for (int64_t o = -2; o < a.out; ++o) {  // column o + 2 of the padded image, the last one of output o
    const int64_t pixel = o + 2 - a.pad_head;
    const Column c = pixel >= 0 && pixel < a.in ? LoadColumn(l, 0, pixel) : Column{{{zero, zero}, {zero, zero}}};
    Accumulate(c, w + 8 * kBlock, right);
    Accumulate(c, w + 4 * kBlock, middle);
    Accumulate(c, w, left);
    if (o >= 0) finish.Store(right[0], right[1], l.scale, l.addend == nullptr ? nullptr : l.addend + o * l.y_step, l.lanes, l.y + o * l.y_step);
    NETDEF_UNROLL
    for (int k = 0; k < 2; ++k) {
      right[k] = middle[k];
      middle[k] = left[k];
      left[k] = bias[k];
    }
  }
}

void Depthwise(const DepthwiseLine& l) {
  const WindowAxis& a = *l.columns;
  if (l.row_count <= 4 && a.kernel == 3 && a.stride == 1 && a.dilation == 1) return DepthwiseSlide(l);
  const Finish finish(*l.output);
  const __m256i zero = _mm256_set1_epi16(static_cast<int16_t>(l.x_zero));
  for (int64_t o = 0; o < a.out; ++o) {
    __m256i sums[2] = {Load(l.bias), Load(l.bias + 8)};
    const auto* w = static_cast<const int16_t*>(l.filter);
    for (int64_t first = 0; first < l.row_count; first += 4) {
      for (int64_t tap = 0; tap < a.kernel; ++tap, w += 4 * kBlock) {
        const int64_t pixel = a.Position(o, tap);
        Accumulate(pixel >= 0 && pixel < a.in ? LoadColumn(l, first, pixel) : Column{{{zero, zero}, {zero, zero}}}, w, sums);
      }
    }
    const int64_t at = o * l.y_step;
    finish.Store(sums[0], sums[1], l.scale, l.addend == nullptr ? nullptr : l.addend + at, l.lanes, l.y + at);
  }
}

}  // namespace

const VectorCode kAvx2 = {"avx2", kBlock, kBlock, kMostPixels, 2, kBlock, DenseLane, Lane, Dense, Depthwise};

}  // namespace byte_conv
}  // namespace netdef

#pragma GCC pop_options

#endif
