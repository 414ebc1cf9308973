// Limiting numbers to a range, shared by Clip and EnsureClipped.
#pragma once

#include <limits>

#include "netdef/pointwise.h"

namespace netdef {

struct ClipArgs {
  float min = std::numeric_limits<float>::lowest();
  float max = std::numeric_limits<float>::max();

  template <typename V>
  void Fields(V& v) {
    v("min", min, "Lower bound.");
    v("max", max, "Upper bound.");
  }
};

struct Clip {
  template <typename T>
  T operator()(T x, const ClipArgs& args) const {
    const T low = static_cast<T>(args.min), high = static_cast<T>(args.max);
    const T y = x < low ? low : x;
    return y > high ? high : y;
  }
};

}  // namespace netdef
