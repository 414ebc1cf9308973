// The argument `dims` of Squeeze and ExpandDims.
#pragma once

#include <algorithm>
#include <vector>

#include "ops/shape/_shared.h"

namespace netdef {

struct DimsArgs {
  std::vector<int> dims;  // sorted, each once

  template <typename V>
  void Fields(V& v) {
    v.Required("dims", dims, "Axes that are taken away or put in, as they count in the larger shape.");
    if (!V::kReads) return;
    NETDEF_ENFORCE(!dims.empty(), "Parameter `dims` must be provided.");
    std::sort(dims.begin(), dims.end());
    dims.erase(std::unique(dims.begin(), dims.end()), dims.end());
    NETDEF_ENFORCE(dims.front() >= 0, "Dimension ids must be non-negative, got ", dims.front());
  }
};

}  // namespace netdef
