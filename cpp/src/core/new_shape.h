// The shape that a reshaping operator makes of what it is asked for.
#pragma once

#include "netdef/dims.h"
#include "netdef/error.h"

namespace netdef {

// In `shape`, 0 stands for the extent that `old` has there, and one -1 for what makes the sizes agree.
inline Dims NewShape(const Dims& old, Dims shape) {
  const int64_t total = NumElements(old);
  int64_t known = 1;
  size_t inferred = shape.size();
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && total != 0 && i < old.size()) shape[i] = old[i];
    if (shape[i] == -1) {
      NETDEF_ENFORCE(inferred == shape.size(), "Argument `shape` has more than one missing dimension.");
      inferred = i;
      continue;
    }
    NETDEF_ENFORCE(shape[i] >= 0 && !__builtin_mul_overflow(known, shape[i], &known),
                   "Argument `shape` holds a dimension that is negative or too large: [", DimsString(shape), "]");
  }
  NETDEF_ENFORCE(known != 0 || total == 0, "Can not reshape a non-zero size (", total, ") tensor to zero size.");
  if (inferred < shape.size()) {
    NETDEF_ENFORCE(total == 0 || total % known == 0, "Argument `shape` does not agree with the input data. (", total,
                   " vs ", known, ")");
    shape[inferred] = total == 0 ? 0 : total / known;
  } else {
    NETDEF_ENFORCE(known == total, "Argument `shape` does not agree with the input data. (", total, " != ", known, ")");
  }
  return shape;
}

}  // namespace netdef
