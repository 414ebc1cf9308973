// Sizes of a fully connected layer, and what a matrix product costs.
#pragma once

#include <cstdint>

#include "netdef/dims.h"
#include "netdef/error.h"
#include "netdef/schema.h"

namespace netdef {

// X is m x k, W is n x k (k x n when transposed).
struct FCSizes {
  int64_t m = 0, n = 0, k = 0;
  int axis = 0;  // the dims of X from there on are one row

  FCSizes() = default;
  FCSizes(const char* op, int axis_x, int axis_w, bool transposed, const Dims& x, const Dims& w) : axis(CanonicalAxis(axis_x, x)) {
    const int at = CanonicalAxis(axis_w, w);
    m = SizeToDim(x, axis);
    k = SizeFromDim(x, axis);
    n = transposed ? SizeFromDim(w, at) : SizeToDim(w, at);
    NETDEF_ENFORCE_EQ(k, transposed ? SizeToDim(w, at) : SizeFromDim(w, at), "Dimension mismatch: [", op, "] X of shape [", DimsString(x),
                      "] and W of shape [", DimsString(w), "] (axis ", axis_x, ", axis_w ", axis_w, ") disagree on the length of a row");
  }

  // The dims of Y; throws unless the bias has a value for each output.
  Dims Output(const char* op, const Dims& x, const Dims& bias) const {
    NETDEF_ENFORCE(bias == Dims{n}, "Dimension mismatch: [", op, "] expected a bias of shape [", n, "], got [", DimsString(bias), "]");
    return ConcatDims(DimsBefore(x, static_cast<size_t>(axis)), {n});
  }
};

// Of an (m x k) by (k x n) product in floats, the second factor being weights.
inline OpCost ProductCost(int64_t rows, int64_t columns, int64_t depth, bool bias) {
  const auto m = static_cast<double>(rows), n = static_cast<double>(columns), k = static_cast<double>(depth), b = bias ? 1.0 : 0.0;
  return {2 * m * n * k + b * m * n, 4 * (m * k + n * k + b * n), 4 * m * n, 4 * (n * k + b * n)};
}

}  // namespace netdef
