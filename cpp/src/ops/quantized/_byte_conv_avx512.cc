// Convolutions of bytes with AVX-512 and its dot product of four bytes (VNNI); called where the CPU has them.
#include "ops/quantized/_byte_conv.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <algorithm>
#include <cstring>
#include <utility>

#pragma GCC push_options
#pragma GCC diagnostic ignored "-Wuninitialized"  // GCC 12 warns of its own intrinsics
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,fma,avx2")

namespace netdef {
namespace byte_conv {
namespace {

#define NETDEF_INLINE inline __attribute__((always_inline))
// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

NETDEF_INLINE __m512i FourBytes(const uint8_t* p) {
  int32_t four;
  std::memcpy(&four, p, sizeof four);
  return _mm512_set1_epi32(four);
}

// --- from sums to bytes

struct Finish {
  __m512 own, other, offset, least, most;
  __m512i zero, low, high, none = _mm512_setzero_si512();  // words, but for `none`

  explicit Finish(const Output& o)
      : own(_mm512_set1_ps(o.own)),
        other(_mm512_set1_ps(o.other)),
        offset(_mm512_set1_ps(o.offset + static_cast<float>(o.zero) * o.own)),
        least(_mm512_set1_ps(static_cast<float>(-o.zero))),
        most(_mm512_set1_ps(static_cast<float>(255 - o.zero))),
        zero(_mm512_set1_epi16(static_cast<int16_t>(o.adds ? o.sum_zero : o.zero))),
        low(_mm512_set1_epi16(static_cast<int16_t>(o.low))),
        high(_mm512_set1_epi16(static_cast<int16_t>(o.high))) {}

  NETDEF_INLINE __m512i Scaled(__m512i sums, __m512 scale) const { return _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(sums), scale)); }
  // The same, rounded and cut off as a byte would be, plus the values `z` of the addend.
  NETDEF_INLINE __m512i Added(__m512i sums, __m512 scale, __m512i z) const {
    __m512 t = _mm512_roundscale_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums), scale), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    t = _mm512_min_ps(_mm512_max_ps(t, least), most);
    return _mm512_cvtps_epi32(_mm512_fmadd_ps(t, own, _mm512_fmadd_ps(_mm512_cvtepi32_ps(z), other, offset)));
  }
  // Words from sums that are rounded.
  NETDEF_INLINE __m512i Words(__m512i a, __m512i b) const {
    return _mm512_min_epi16(_mm512_max_epi16(_mm512_adds_epi16(_mm512_packs_epi32(a, b), zero), low), high);
  }
};

// --- dense

// Lanes of a pair of vectors as packing to words leaves them.
int64_t DenseLane(int64_t channel, bool small) { return small ? channel : channel / 4 % 2 * 16 + channel / 8 * 4 + channel % 4; }

// Sums of a line of pixels to bytes.
template <int kVectors>
NETDEF_INLINE void DenseStore(const DenseLine& l, const int32_t* sums, int64_t pixels, const uint8_t* addend, uint8_t* y) {
  const Finish finish(*l.output);
  if constexpr (kVectors == 1) {
    const auto mask = static_cast<__mmask16>((1u << l.lanes) - 1);
    const __m512 scale = _mm512_loadu_ps(l.scale);
    for (int64_t p = 0; p < pixels; ++p) {
      __m512i v = _mm512_load_si512(sums + 16 * p);
      v = addend == nullptr ? finish.Scaled(v, scale) : finish.Added(v, scale, _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(mask, addend + p * l.y_step)));
      // Packed with itself: the first four words of each quarter.
      const __m512i words = _mm512_permutexvar_epi64(_mm512_set_epi64(0, 0, 0, 0, 6, 4, 2, 0), finish.Words(v, v));
      _mm_mask_storeu_epi8(y + p * l.y_step, mask, _mm256_cvtepi16_epi8(_mm512_castsi512_si256(words)));
    }
  } else {
    const bool whole = l.lanes == 32;
    const auto mask = static_cast<__mmask32>(whole ? ~0u : (1u << l.lanes) - 1);
    const __m512 scale[2] = {_mm512_loadu_ps(l.scale), _mm512_loadu_ps(l.scale + 16)};
    for (int64_t p = 0; p < pixels; ++p) {
      __m512i a = _mm512_load_si512(sums + 32 * p), b = _mm512_load_si512(sums + 32 * p + 16);
      if (addend != nullptr) {
        const __m512i z = _mm512_cvtepu8_epi16(_mm256_maskz_loadu_epi8(mask, addend + p * l.y_step));
        a = finish.Added(a, scale[0], _mm512_unpacklo_epi16(z, finish.none));
        b = finish.Added(b, scale[1], _mm512_unpackhi_epi16(z, finish.none));
      } else {
        a = finish.Scaled(a, scale[0]);
        b = finish.Scaled(b, scale[1]);
      }
      const __m256i bytes = _mm512_cvtepi16_epi8(finish.Words(a, b));
      whole ? _mm256_storeu_si256(reinterpret_cast<__m256i*>(y + p * l.y_step), bytes) : _mm256_mask_storeu_epi8(y + p * l.y_step, mask, bytes);
    }
  }
}

// The sums of one pixel, all lanes, without an addend.
NETDEF_INLINE void StoreWhole(const Finish& finish, const __m512i* sums, __m512 scale0, __m512 scale1, uint8_t* y) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(y), _mm512_cvtepi16_epi8(finish.Words(finish.Scaled(sums[0], scale0), finish.Scaled(sums[1], scale1))));
}

// A list of calls instead of a loop, so that the sums stay in registers.
template <int kPixels, size_t... kTiles>
NETDEF_INLINE void StoreTile(const DenseLine& l, const __m512i (*sums)[2], uint8_t* y, std::index_sequence<kTiles...>) {
  const Finish finish(*l.output);
  const __m512 scale0 = _mm512_loadu_ps(l.scale), scale1 = _mm512_loadu_ps(l.scale + 16);
  (StoreWhole(finish, sums[kTiles], scale0, scale1, y + static_cast<int64_t>(kTiles) / kPixels * l.y_row_step + static_cast<int64_t>(kTiles) % kPixels * l.y_step), ...);
}

template <int kRows, int kPixels, int kVectors>
void DenseTile(const DenseLine& l, const uint8_t* x, const uint8_t* addend, uint8_t* y, const char* ahead) {
  constexpr int kTile = kRows * kPixels;
  __m512i sums[kTile][kVectors];
  NETDEF_UNROLL
  for (int k = 0; k < kVectors; ++k) {
    const __m512i bias = _mm512_loadu_si512(l.bias + 16 * k);
    NETDEF_UNROLL
    for (int t = 0; t < kTile; ++t) sums[t][k] = bias;
  }
  const int8_t* w = static_cast<const int8_t*>(l.filter);
  const int64_t step = l.pixel_step, row_step = l.row_step;
  for (int64_t run = 0; run < l.run_count; ++run) {
    const uint8_t* p = x + l.runs[run];
    for (int64_t q = 0; q < l.quads; ++q, p += 4, w += 64 * kVectors, ahead += 64) {
      _mm_prefetch(ahead, _MM_HINT_T1);
      __m512i line[kVectors];
      NETDEF_UNROLL
      for (int k = 0; k < kVectors; ++k) line[k] = _mm512_loadu_si512(w + 64 * k);
      NETDEF_UNROLL
      for (int t = 0; t < kTile; ++t) {
        const __m512i four = FourBytes(p + t / kPixels * row_step + t % kPixels * step);
        NETDEF_UNROLL
        for (int k = 0; k < kVectors; ++k) sums[t][k] = _mm512_dpbusd_epi32(sums[t][k], four, line[k]);
      }
    }
  }
  if constexpr (kVectors == 2) {
    if (addend == nullptr && l.lanes == 32) return StoreTile<kPixels>(l, sums, y, std::make_index_sequence<kTile>());
  }
  // Through memory, so that what follows is a loop and the sums above stay in registers.
  alignas(64) int32_t stored[kTile * kVectors * 16];
  NETDEF_UNROLL
  for (int t = 0; t < kTile; ++t) {
    NETDEF_UNROLL
    for (int k = 0; k < kVectors; ++k) _mm512_store_si512(stored + (t * kVectors + k) * 16, sums[t][k]);
  }
  for (int row = 0; row < kRows; ++row) {
    DenseStore<kVectors>(l, stored + row * kPixels * kVectors * 16, kPixels, addend == nullptr ? nullptr : addend + row * l.y_row_step, y + row * l.y_row_step);
  }
}

constexpr int kMostPixels = 14;

template <int kRows, int kVectors, int kPixels = kMostPixels / kRows>
void DenseTileOf(int64_t pixels, const DenseLine& l, const uint8_t* x, const uint8_t* addend, uint8_t* y, const char* ahead) {
  if constexpr (kPixels > 0) {
    if (pixels == kPixels) return DenseTile<kRows, kPixels, kVectors>(l, x, addend, y, ahead);
    DenseTileOf<kRows, kVectors, kPixels - 1>(pixels, l, x, addend, y, ahead);
  }
}

template <int kRows, int kVectors>
void DenseTiles(const DenseLine& l) {
  constexpr int64_t kMost = kMostPixels / kRows;
  const int64_t tiles = (l.pixels + kMost - 1) / kMost;
  for (int64_t t = 0; t < tiles; ++t) {
    const int64_t from = l.pixels * t / tiles, to = l.pixels * (t + 1) / tiles;
    DenseTileOf<kRows, kVectors>(to - from, l, l.x + from * l.pixel_step, l.addend == nullptr ? nullptr : l.addend + from * l.y_step, l.y + from * l.y_step,
                                 // Two tiles pass by as much as a block has.
                                 t < 2 ? static_cast<const char*>(l.ahead) + t * l.run_count * l.quads * 64 : static_cast<const char*>(l.filter));
  }
}

void Dense(const DenseLine& l) {
  if (l.lanes > 16) {
    l.rows == 2 ? DenseTiles<2, 2>(l) : DenseTiles<1, 2>(l);
  } else {
    l.rows == 2 ? DenseTiles<2, 1>(l) : DenseTiles<1, 1>(l);
  }
}

// --- depthwise: the bytes of up to four rows side by side, so that one dot product takes in a column of the window

// Lanes of four vectors as unpacking bytes and words leaves them; packing brings them back.
int64_t DepthwiseLane(int64_t channel) { return channel / 4 % 4 * 16 + channel / 16 * 4 + channel % 4; }

struct Column {
  __m512i v[4];
};

// Rows [first, first + 4) of one pixel; those beyond the window have no weight.
NETDEF_INLINE Column LoadColumn(const DepthwiseLine& l, int64_t first, int64_t pixel, __mmask64 mask) {
  const int64_t count = l.row_count - first;
  const auto row = [&](int64_t r) { return _mm512_maskz_loadu_epi8(mask, l.rows[first + r] + pixel * l.row_steps[first + r]); };
  const __m512i none = _mm512_setzero_si512();
  const __m512i r0 = row(0), r1 = count > 1 ? row(1) : none, r2 = count > 2 ? row(2) : none, r3 = count > 3 ? row(3) : none;
  const __m512i low01 = _mm512_unpacklo_epi8(r0, r1), high01 = _mm512_unpackhi_epi8(r0, r1);
  const __m512i low23 = _mm512_unpacklo_epi8(r2, r3), high23 = _mm512_unpackhi_epi8(r2, r3);
  return {{_mm512_unpacklo_epi16(low01, low23), _mm512_unpackhi_epi16(low01, low23), _mm512_unpacklo_epi16(high01, high23),
           _mm512_unpackhi_epi16(high01, high23)}};
}

NETDEF_INLINE Column ZeroPoints(int32_t zero) {
  const __m512i z = _mm512_set1_epi8(static_cast<char>(zero));
  return {{z, z, z, z}};
}

NETDEF_INLINE void Accumulate(const Column& c, const int8_t* w, __m512i* sums) {
  NETDEF_UNROLL
  for (int k = 0; k < 4; ++k) sums[k] = _mm512_dpbusd_epi32(sums[k], c.v[k], _mm512_loadu_si512(w + 64 * k));
}

NETDEF_INLINE void StartSums(const DepthwiseLine& l, __m512i* sums) {
  NETDEF_UNROLL
  for (int k = 0; k < 4; ++k) sums[k] = _mm512_loadu_si512(l.bias + 16 * k);
}

NETDEF_INLINE void StoreSums(const DepthwiseLine& l, const Finish& finish, const __m512i* sums, int64_t pixel, bool whole, __mmask64 mask) {
  __m512i v[4], z[4];
  const int64_t at = pixel * l.y_step;
  if (l.addend != nullptr) {
    const __m512i bytes = _mm512_maskz_loadu_epi8(mask, l.addend + at);
    const __m512i low = _mm512_unpacklo_epi8(bytes, finish.none), high = _mm512_unpackhi_epi8(bytes, finish.none);
    z[0] = _mm512_unpacklo_epi16(low, finish.none);
    z[1] = _mm512_unpackhi_epi16(low, finish.none);
    z[2] = _mm512_unpacklo_epi16(high, finish.none);
    z[3] = _mm512_unpackhi_epi16(high, finish.none);
    NETDEF_UNROLL
    for (int k = 0; k < 4; ++k) v[k] = finish.Added(sums[k], _mm512_loadu_ps(l.scale + 16 * k), z[k]);
  } else {
    NETDEF_UNROLL
    for (int k = 0; k < 4; ++k) v[k] = finish.Scaled(sums[k], _mm512_loadu_ps(l.scale + 16 * k));
  }
  const __m512i bytes = _mm512_packus_epi16(finish.Words(v[0], v[1]), finish.Words(v[2], v[3]));
  whole ? _mm512_storeu_si512(l.y + at, bytes) : _mm512_mask_storeu_epi8(l.y + at, mask, bytes);
}

// Three columns, side by side: each one read is used for three outputs.
void DepthwiseSlide(const DepthwiseLine& l, __mmask64 mask) {
  const WindowAxis& a = *l.columns;
  const Finish finish(*l.output);
  const bool whole = l.lanes == 64;
  const auto* w = static_cast<const int8_t*>(l.filter);
  __m512i left[4], middle[4], right[4];  // sums of the outputs whose first, second and third column is next
  StartSums(l, left);
  StartSums(l, middle);
  StartSums(l, right);
  for (int64_t o = -2; o < a.out; ++o) {  // column o + 2 of the padded image, the last one of output o
    const int64_t pixel = o + 2 - a.pad_head;
    const Column c = pixel >= 0 && pixel < a.in ? LoadColumn(l, 0, pixel, mask) : ZeroPoints(l.x_zero);
    Accumulate(c, w + 512, right);
    if (o >= 0) StoreSums(l, finish, right, o, whole, mask);
    Accumulate(c, w + 256, middle);
    Accumulate(c, w, left);
    NETDEF_UNROLL
    for (int k = 0; k < 4; ++k) {
      right[k] = middle[k];
      middle[k] = left[k];
    }
    StartSums(l, left);
  }
}

void DepthwiseAny(const DepthwiseLine& l, __mmask64 mask) {
  const WindowAxis& a = *l.columns;
  const Finish finish(*l.output);
  const bool whole = l.lanes == 64;
  for (int64_t o = 0; o < a.out; ++o) {
    __m512i sums[4];
    StartSums(l, sums);
    const auto* w = static_cast<const int8_t*>(l.filter);
    for (int64_t first = 0; first < l.row_count; first += 4) {
      for (int64_t tap = 0; tap < a.kernel; ++tap, w += 256) {
        const int64_t pixel = a.Position(o, tap);
        Accumulate(pixel >= 0 && pixel < a.in ? LoadColumn(l, first, pixel, mask) : ZeroPoints(l.x_zero), w, sums);
      }
    }
    StoreSums(l, finish, sums, o, whole, mask);
  }
}

void Depthwise(const DepthwiseLine& l) {
  const WindowAxis& a = *l.columns;
  const __mmask64 mask = l.lanes == 64 ? ~__mmask64{0} : (__mmask64{1} << l.lanes) - 1;
  l.row_count <= 4 && a.kernel == 3 && a.stride == 1 && a.dilation == 1 ? DepthwiseSlide(l, mask) : DepthwiseAny(l, mask);
}

}  // namespace

const VectorCode kAvx512Vnni = {"avx512:vnni", 32, 16, kMostPixels, 1, 64, DenseLane, DepthwiseLane, Dense, Depthwise};

}  // namespace byte_conv
}  // namespace netdef

#pragma GCC pop_options

#endif
