// The vector code of Winograd convolution for AVX-512; called where the CPU has it.
#include "ops/conv/_winograd.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

namespace netdef {
namespace winograd {
namespace {

#define NETDEF_INLINE inline __attribute__((always_inline))
// Loops over registers must vanish, also at -O2.
#define NETDEF_UNROLL _Pragma("GCC unroll 16")

NETDEF_INLINE __m512 Times(float a, __m512 x) { return _mm512_mul_ps(_mm512_set1_ps(a), x); }
// a * x + y
NETDEF_INLINE __m512 Fma(float a, __m512 x, __m512 y) { return _mm512_fmadd_ps(_mm512_set1_ps(a), x, y); }

// One row (or column) of B^T d.
template <int kM>
NETDEF_INLINE void ToBasis(const __m512* d, __m512* t) {
  if constexpr (kM == 2) {
    t[0] = _mm512_sub_ps(d[0], d[2]);
    t[1] = _mm512_add_ps(d[1], d[2]);
    t[2] = _mm512_sub_ps(d[2], d[1]);
    t[3] = _mm512_sub_ps(d[1], d[3]);
  } else {
    const __m512 a = Fma(-4, d[2], d[4]), b = Fma(-4, d[1], d[3]);
    const __m512 c = _mm512_sub_ps(d[4], d[2]), e = Times(2, _mm512_sub_ps(d[3], d[1]));
    t[0] = Fma(4, d[0], Fma(-5, d[2], d[4]));
    t[1] = _mm512_add_ps(a, b);
    t[2] = _mm512_sub_ps(a, b);
    t[3] = _mm512_add_ps(c, e);
    t[4] = _mm512_sub_ps(c, e);
    t[5] = Fma(4, d[1], Fma(-5, d[3], d[5]));
  }
}

// One row (or column) of A^T m.
template <int kM>
NETDEF_INLINE void FromBasis(const __m512* t, __m512* y) {
  if constexpr (kM == 2) {
    y[0] = _mm512_add_ps(_mm512_add_ps(t[0], t[1]), t[2]);
    y[1] = _mm512_sub_ps(_mm512_sub_ps(t[1], t[2]), t[3]);
  } else {
    const __m512 a = _mm512_add_ps(t[1], t[2]), b = _mm512_sub_ps(t[1], t[2]);
    const __m512 c = _mm512_add_ps(t[3], t[4]), d = _mm512_sub_ps(t[3], t[4]);
    y[0] = _mm512_add_ps(_mm512_add_ps(t[0], a), c);
    y[1] = Fma(2, d, b);
    y[2] = Fma(4, c, a);
    y[3] = _mm512_add_ps(Fma(8, d, b), t[5]);
  }
}

template <int kM>
void InputTile(const float* plane, int64_t height, int64_t width, int64_t top, int64_t left, float* v, int64_t step) {
  constexpr int kN = kM + 2;
  __m512 d[kN], rows[kN][kN], t[kN];
  NETDEF_UNROLL
  for (int r = 0; r < kN; ++r) {
    const int64_t h = top + r;
    NETDEF_UNROLL
    for (int c = 0; c < kN; ++c) {
      const int64_t w = left + c;
      const bool inside = h >= 0 && h < height && w >= 0 && w < width;
      d[c] = inside ? _mm512_loadu_ps(plane + (h * width + w) * kLanes) : _mm512_setzero_ps();
    }
    ToBasis<kM>(d, rows[r]);
  }
  NETDEF_UNROLL
  for (int c = 0; c < kN; ++c) {
    NETDEF_UNROLL
    for (int r = 0; r < kN; ++r) d[r] = rows[r][c];
    ToBasis<kM>(d, t);
    NETDEF_UNROLL
    for (int r = 0; r < kN; ++r) _mm512_storeu_ps(v + (r * kN + c) * step, t[r]);
  }
}

template <int kM>
void Input(const Problem& p, const float* x, int64_t first, int64_t count, int64_t block, float* v) {
  const int64_t per_image = p.tile_rows() * p.tile_columns(), pixels = p.in_height * p.in_width;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t tile = first + i, image = tile / per_image, rest = tile % per_image;
    const float* plane = x + (image * p.in_blocks + block) * pixels * kLanes;
    InputTile<kM>(plane, p.in_height, p.in_width, rest / p.tile_columns() * kM - p.pad_top, rest % p.tile_columns() * kM - p.pad_left,
                  v + i * p.in_channels() + block * kLanes, count * p.in_channels());
  }
}

// What comes into the cache meanwhile: `step` floats for each input.
struct Ahead {
  const float* from;
  int64_t step;
};

// c[kRows][kVectors * 16] = a[kRows][depth] * b[depth][kVectors * 16]
template <int kRows, int kVectors>
void Product(const float* a, const float* b, const Ahead& ahead, int64_t depth, float* c) {
  __m512 sum[kRows][kVectors];
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int k = 0; k < kVectors; ++k) sum[r][k] = _mm512_setzero_ps();
  }
  for (int64_t i = 0; i < depth; ++i) {
    __m512 line[kVectors];
    NETDEF_UNROLL
    for (int k = 0; k < kVectors; ++k) {
      if (k * kLanes < ahead.step) _mm_prefetch(reinterpret_cast<const char*>(ahead.from + i * ahead.step + k * kLanes), _MM_HINT_T1);
      line[k] = _mm512_loadu_ps(b + (i * kVectors + k) * kLanes);
    }
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const __m512 factor = _mm512_set1_ps(a[r * depth + i]);
      NETDEF_UNROLL
      for (int k = 0; k < kVectors; ++k) sum[r][k] = _mm512_fmadd_ps(factor, line[k], sum[r][k]);
    }
  }
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int k = 0; k < kVectors; ++k) _mm512_storeu_ps(c + (r * kVectors + k) * kLanes, sum[r][k]);
  }
}

constexpr int64_t kMostRows = 14;

template <int kVectors, int kRows = kMostRows>
void ProductOf(int64_t rows, const float* a, const float* b, const Ahead& ahead, int64_t depth, float* c) {
  if constexpr (kRows > 0) {
    if (rows == kRows) return Product<kRows, kVectors>(a, b, ahead, depth, c);
    ProductOf<kVectors, kRows - 1>(rows, a, b, ahead, depth, c);
  }
}

struct Epilogue {
  __m512 bias, low, high, slope;
  NETDEF_INLINE __m512 operator()(__m512 x, const float* addend) const {
    x = _mm512_add_ps(x, bias);
    if (addend != nullptr) x = _mm512_add_ps(x, _mm512_loadu_ps(addend));
    x = _mm512_mask_mul_ps(x, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), x, slope);
    // The limit first: of two operands the second is taken where one is NaN, and NaN stays NaN.
    return _mm512_min_ps(high, _mm512_max_ps(low, x));
  }
};

template <int kM>
void OutputTile(const float* products, int64_t step, const Epilogue& finish, int64_t rows, int64_t columns, int64_t width,
                const float* addend, float* y) {
  constexpr int kN = kM + 2;
  __m512 t[kN], half[kM][kN], out[kM];
  NETDEF_UNROLL
  for (int c = 0; c < kN; ++c) {
    NETDEF_UNROLL
    for (int r = 0; r < kN; ++r) t[r] = _mm512_loadu_ps(products + (r * kN + c) * step);
    FromBasis<kM>(t, out);
    NETDEF_UNROLL
    for (int r = 0; r < kM; ++r) half[r][c] = out[r];
  }
  NETDEF_UNROLL
  for (int r = 0; r < kM; ++r) {
    if (r >= rows) return;
    FromBasis<kM>(half[r], out);
    NETDEF_UNROLL
    for (int c = 0; c < kM; ++c) {
      if (c >= columns) break;
      const int64_t at = (r * width + c) * kLanes;
      _mm512_storeu_ps(y + at, finish(out[c], addend == nullptr ? nullptr : addend + at));
    }
  }
}

template <int kM, int kVectors>
void Multiply(const Problem& p, const float* u, const float* bias, const float* v, int64_t first, int64_t count, int64_t block,
              const float* addend, float* products, float* y) {
  const int64_t depth = p.in_channels(), wide = kVectors * kLanes;
  const float* panel = u + block * kLanes * p.points() * depth;
  const int64_t groups = (count + kMostRows - 1) / kMostRows, step = (wide + groups - 1) / groups;
  for (int64_t point = 0; point < p.points(); ++point) {
    // Filters lie in the order in which they are used: the next ones follow, and all groups together fetch them.
    const float *filter = panel + point * depth * wide, *next = filter + depth * wide;
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t from = count * g / groups, to = count * (g + 1) / groups;
      ProductOf<kVectors>(to - from, v + (point * count + from) * depth, filter, {next + g * depth * step, step}, depth, products + (point * count + from) * wide);
    }
  }
  const int64_t per_image = p.tile_rows() * p.tile_columns(), pixels = p.out_height * p.out_width;
  NETDEF_UNROLL
  for (int k = 0; k < kVectors; ++k) {
    const Epilogue finish{_mm512_loadu_ps(bias + (block + k) * kLanes), _mm512_set1_ps(p.limits.low), _mm512_set1_ps(p.limits.high), _mm512_set1_ps(p.limits.slope)};
    for (int64_t i = 0; i < count; ++i) {
      const int64_t tile = first + i, image = tile / per_image, rest = tile % per_image;
      const int64_t top = rest / p.tile_columns() * kM, left = rest % p.tile_columns() * kM;
      const int64_t at = (((image * p.out_blocks + block + k) * pixels) + top * p.out_width + left) * kLanes;
      OutputTile<kM>(products + i * wide + k * kLanes, count * wide, finish, p.out_height - top, p.out_width - left, p.out_width,
                     addend == nullptr ? nullptr : addend + at, y + at);
    }
  }
}

template <int kM>
void MultiplyBlocks(const Problem& p, const float* u, const float* bias, const float* v, int64_t first, int64_t count, int64_t block,
                    bool pair, const float* addend, float* products, float* y) {
  pair ? Multiply<kM, 2>(p, u, bias, v, first, count, block, addend, products, y)
       : Multiply<kM, 1>(p, u, bias, v, first, count, block, addend, products, y);
}

}  // namespace

void TransformInputAvx512(const Problem& p, const float* x, int64_t first, int64_t count, int64_t block, float* v) {
  p.m == 2 ? Input<2>(p, x, first, count, block, v) : Input<4>(p, x, first, count, block, v);
}

void MultiplyAvx512(const Problem& p, const float* u, const float* bias, const float* v, int64_t first, int64_t count, int64_t block,
                    bool pair, const float* addend, float* products, float* y) {
  p.m == 2 ? MultiplyBlocks<2>(p, u, bias, v, first, count, block, pair, addend, products, y)
           : MultiplyBlocks<4>(p, u, bias, v, first, count, block, pair, addend, products, y);
}

}  // namespace winograd
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace winograd {

// Never called: no other CPU says that it has AVX-512.
void TransformInputAvx512(const Problem&, const float*, int64_t, int64_t, int64_t, float*) {}
void MultiplyAvx512(const Problem&, const float*, const float*, const float*, int64_t, int64_t, int64_t, bool, const float*, float*, float*) {}

}  // namespace winograd
}  // namespace netdef

#endif
