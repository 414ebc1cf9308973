// Lengths of segments, which come from a model's inputs.
#pragma once

#include <cstdint>

#include "netdef/error.h"

namespace netdef {

// Sum of `n` lengths, none of which may be negative.
template <typename T>
int64_t TotalLength(const T* lengths, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) {
    NETDEF_ENFORCE_GE(lengths[i], 0, "a length is negative");
    NETDEF_ENFORCE(!__builtin_add_overflow(total, static_cast<int64_t>(lengths[i]), &total), "the lengths add up to too much");
  }
  return total;
}

}  // namespace netdef
