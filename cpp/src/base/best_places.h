// Where the best element along an axis is. Better()(a, b): a takes the place of b.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "base/grain.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace best {

// Lines side by side, element i of line l at i * inner + l: the best of each and where it is.
template <typename Better, typename T>
void AnyBestOfColumns(const T* x, int64_t extent, int64_t inner, int64_t count, bool last, T* best, int64_t* at) {
  for (int64_t l = 0; l < count; ++l) {
    best[l] = x[l];
    at[l] = 0;
  }
  for (int64_t i = 1; i < extent; ++i) {
#pragma omp simd
    for (int64_t l = 0; l < count; ++l) {
      const T a = x[i * inner + l], b = best[l];
      const bool better = Better()(a, b) | (last & (a == b));
      best[l] = better ? a : b;
      at[l] = better ? i : at[l];
    }
  }
}

// The best of a contiguous line; a NaN is it only in the first place.
template <typename Better, typename T>
T AnyBestOfLine(const T* x, int64_t n) {
  constexpr int64_t kLanes = 64;
  T lanes[kLanes];
  int64_t i = 0;
  std::fill_n(lanes, n < kLanes ? 1 : kLanes, x[0]);
  for (; i + kLanes <= n; i += kLanes) {
#pragma omp simd
    for (int64_t k = 0; k < kLanes; ++k) lanes[k] = Better()(x[i + k], lanes[k]) ? x[i + k] : lanes[k];
  }
  for (; i < n; ++i) lanes[0] = Better()(x[i], lanes[0]) ? x[i] : lanes[0];
  T best = lanes[0];
  for (int64_t k = 1; n >= kLanes && k < kLanes; ++k) best = Better()(lanes[k], best) ? lanes[k] : best;
  return best;
}

// Compiled for the vector units of several machines; for types other than float not worth the compile time.
template <typename Better>
NETDEF_SIMD void BestOfFloatColumns(const float* x, int64_t extent, int64_t inner, int64_t count, bool last, float* best, int64_t* at) {
  AnyBestOfColumns<Better>(x, extent, inner, count, last, best, at);
}
template <typename Better>
NETDEF_SIMD float BestOfFloatLine(const float* x, int64_t n) {
  return AnyBestOfLine<Better>(x, n);
}

template <typename Better, typename T>
void BestOfColumns(const T* x, int64_t extent, int64_t inner, int64_t count, bool last, T* best, int64_t* at) {
  if constexpr (std::is_same_v<T, float>) {
    BestOfFloatColumns<Better>(x, extent, inner, count, last, best, at);
  } else {
    AnyBestOfColumns<Better>(x, extent, inner, count, last, best, at);
  }
}

// Where the best element of a contiguous line is.
template <typename Better, typename T>
int64_t PlaceOfBest(const T* x, int64_t n, bool last) {
  T best;
  if constexpr (std::is_same_v<T, float>) {
    best = BestOfFloatLine<Better>(x, n);
  } else {
    best = AnyBestOfLine<Better>(x, n);
  }
  const T* found = std::find(x, x + n, best);
  if (found == x + n) return 0;  // NaN in the first place
  while (last && n > 0 && x[n - 1] != best) --n;
  return last ? n - 1 : found - x;
}

constexpr int64_t kGrain = 16384;  // elements

}  // namespace best

// For x [outer, extent, inner] the first - or the last - of the best elements along the middle axis, [outer, inner]. A NaN is it only in the
// first place.
template <typename Better, typename T>
void BestPlaces(const T* x, int64_t outer, int64_t extent, int64_t inner, bool last, int64_t* y) {
  if (inner == 1) {
    ParallelFor(0, outer, GrainFor(best::kGrain, extent), [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; ++line) y[line] = best::PlaceOfBest<Better>(x + line * extent, extent, last);
    });
    return;
  }
  constexpr int64_t kMost = 256;
  const int64_t groups = (inner + kMost - 1) / kMost;
  ParallelFor(0, outer * groups, GrainFor(best::kGrain, extent * kMost), [&](int64_t begin, int64_t end) {
    T values[kMost];
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i % groups * kMost, count = std::min(kMost, inner - first);
      best::BestOfColumns<Better>(x + i / groups * extent * inner + first, extent, inner, count, last, values, y + i / groups * inner + first);
    }
  });
}

}  // namespace netdef
