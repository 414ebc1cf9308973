// Rows that are normalised by themselves: what LayerNorm and RMSNorm share.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/error.h"
#include "netdef/parallel.h"
#include "netdef/schema.h"

namespace netdef {

// X seen as a matrix: what follows an axis is a row.
struct NormRows {
  int axis;
  int64_t rows, width;

  NormRows(const char* op, int first_axis, const Dims& x) {
    NETDEF_ENFORCE(x.size() >= 2, op, " requires input dim >= 2, got shape [", DimsString(x), "]");
    axis = CanonicalAxis(first_axis, x);
    rows = SizeToDim(x, axis);
    width = SizeFromDim(x, axis);
  }

  // Rows that are worth a thread.
  int64_t grain() const { return GrainFor(8192, width); }
};

inline void CheckRowVector(const TensorSpec& spec, int64_t width, const char* what) {
  NETDEF_ENFORCE(NumElements(spec.dims) == width, what, " must have one element for each of the ", width,
                 " that are normalised together, got shape [", DimsString(spec.dims), "]");
}

}  // namespace netdef
