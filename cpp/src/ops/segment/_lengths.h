// Segments as lengths, ids or ranges: what the operators that turn one into another share.
#pragma once

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

inline void CheckVector(const char* op, const Dims& dims) {
  NETDEF_ENFORCE_EQ(dims.size(), 1u, "[", op, "] Input must be a vector.");
}

// Sum of lengths, none of which may be negative.
template <typename T>
int64_t TotalLength(const T* lengths, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) {
    NETDEF_ENFORCE_GE(lengths[i], 0, "unexpected negative length value");
    NETDEF_ENFORCE(!__builtin_add_overflow(total, static_cast<int64_t>(lengths[i]), &total), "the lengths add up to too much");
  }
  return total;
}

}  // namespace netdef
