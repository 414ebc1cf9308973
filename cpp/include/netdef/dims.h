// Arithmetic on shapes, for shape rules, which see dims and no tensors.
#pragma once

#include <cstdint>

#include "netdef/error.h"
#include "netdef/tensor.h"

namespace netdef {

// A negative axis counts from the end; anything else out of range throws.
inline int CanonicalAxis(int64_t axis, const Dims& dims) {
  const auto rank = static_cast<int64_t>(dims.size());
  NETDEF_ENFORCE(axis >= -rank && axis < rank, "axis ", axis, " is out of range for a tensor of shape [",
                 DimsString(dims), "]");
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

// Product of the dims [begin, end).
inline int64_t SizeBetween(const Dims& dims, size_t begin, size_t end) {
  NETDEF_ENFORCE(begin <= end && end <= dims.size(), "axes ", begin, " to ", end, " do not exist in a tensor of shape [",
                 DimsString(dims), "]");
  int64_t n = 1;
  for (size_t i = begin; i < end; ++i) n *= dims[i];
  return n;
}
inline int64_t SizeToDim(const Dims& dims, int64_t k) { return SizeBetween(dims, 0, static_cast<size_t>(k)); }
inline int64_t SizeFromDim(const Dims& dims, int64_t k) {
  return SizeBetween(dims, static_cast<size_t>(k), dims.size());
}

// The dims before `k`, and those from `k` on.
inline Dims DimsBefore(const Dims& dims, size_t k) {
  NETDEF_ENFORCE_LE(k, dims.size(), "a shape has too few dimensions");
  return Dims(dims.begin(), dims.begin() + static_cast<int64_t>(k));
}
inline Dims DimsFrom(const Dims& dims, size_t k) {
  NETDEF_ENFORCE_LE(k, dims.size(), "a shape has too few dimensions");
  return Dims(dims.begin() + static_cast<int64_t>(k), dims.end());
}
inline Dims ConcatDims(Dims a, const Dims& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace netdef
