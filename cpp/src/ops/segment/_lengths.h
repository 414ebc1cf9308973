// Segments as lengths, ids or ranges: what the operators that turn one into another share.
#pragma once

#include "netdef/dims.h"
#include "netdef/lengths.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

inline void CheckVector(const char* op, const Dims& dims) {
  NETDEF_ENFORCE_EQ(dims.size(), 1u, "[", op, "] Input must be a vector.");
}

}  // namespace netdef
