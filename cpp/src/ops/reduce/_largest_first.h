// The order in which TopK and its like take elements.
#pragma once

#include <cstdint>

namespace netdef {

// Sorts places of x: the larger element first, NaN last; of elements that tie the one that comes first.
template <typename T>
struct LargestFirst {
  const T* x;
  int64_t step = 1;  // between places

  bool operator()(int64_t a, int64_t b) const {
    const T xa = x[a * step], xb = x[b * step];
    const bool nan_a = xa != xa, nan_b = xb != xb;
    if (nan_a || nan_b) return nan_a == nan_b ? a < b : nan_b;
    return xa > xb || (xa == xb && a < b);
  }
};

}  // namespace netdef
