// Indices, shapes and small functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"

namespace caffe2 {
namespace math {
namespace utils {

template <typename T>
inline T Not(T x) {
  return !x;
}
template <typename T>
inline T Sign(T x) {
  return x > 0 ? T(1) : (x < 0 ? T(-1) : T(0));
}
template <typename T>
inline T Negate(T x) {
  return -x;
}
template <typename T>
inline T Inv(T x) {
  return T(1) / x;
}
template <typename T>
inline T Square(T x) {
  return x * x;
}
template <typename T>
inline T Cube(T x) {
  return x * x * x;
}
inline bool IsAGeZeroAndALtB(int a, int b) { return a >= 0 && a < b; }

// The next index of an array, the last dimension first; after the last one comes the first.
template <typename Index>
void IncreaseIndexInDims(int ndim, const Index* dims, Index* index) {
  for (int i = ndim - 1; i >= 0; --i) {
    if (++index[i] < dims[i]) return;
    index[i] = 0;
  }
}
// Dimensions of length 1 are broadcast: their index does not count.
template <typename Index>
Index GetIndexFromDims(int n, const Index* dims, const Index* index) {
  Index at = 0;
  for (int i = 0; i < n; ++i) {
    if (dims[i] > 1) at = at * dims[i] + index[i];
  }
  return at;
}
template <typename Index>
void ComputeBroadcastBinaryOpDims(int a_ndim, const Index* a_dims, int b_ndim, const Index* b_dims, Index* a, Index* b, Index* c) {
  const int ndim = std::max(a_ndim, b_ndim);
  std::fill_n(a, ndim - a_ndim, Index(1));
  std::fill_n(b, ndim - b_ndim, Index(1));
  std::copy_n(a_dims, a_ndim, a + ndim - a_ndim);
  std::copy_n(b_dims, b_ndim, b + ndim - b_ndim);
  for (int i = 0; i < ndim; ++i) {
    CAFFE_ENFORCE(a[i] == b[i] || a[i] <= 1 || b[i] <= 1, "dimension ", i, " of the operands differs: ", a[i], " and ", b[i]);
    c[i] = a[i] == 0 || b[i] == 0 ? Index(0) : std::max(a[i], b[i]);
  }
}
inline bool IsIdentityPermutation(int n, const int* permutation) {
  for (int i = 0; i < n; ++i) {
    if (permutation[i] != i) return false;
  }
  return true;
}
inline bool CheckReduceDims(int ndim, const int* x_dims, const int* y_dims) {
  for (int i = 0; i < ndim; ++i) {
    if (x_dims[i] != y_dims[i] && y_dims[i] != 1) return false;
  }
  return true;
}
// The axes that stay, in their order, then those that are reduced.
inline void ComputeTransposeAxesForReduceOp(int ndim, int reduced, const int* reduce_axes, int* axes) {
  int kept = 0;
  for (int i = 0; i < ndim; ++i) {
    if (std::find(reduce_axes, reduce_axes + reduced, i) == reduce_axes + reduced) axes[kept++] = i;
  }
  std::copy_n(reduce_axes, reduced, axes + kept);
}

}  // namespace utils

template <typename T>
constexpr T DivUp(T a, T b) {
  return (a + b - T(1)) / b;
}
template <typename T>
constexpr T RoundUp(T a, T b) {
  return DivUp<T>(a, b) * b;
}
template <typename T>
constexpr bool IntegerIsPowerOf2(T v) {
  return v != 0 && (v & (v - 1)) == 0;
}
template <typename T>
constexpr int IntegerLog2(T n, int p = 0) {
  return n <= 1 ? p : IntegerLog2(n / 2, p + 1);
}
template <typename T>
constexpr T IntegerNextHighestPowerOf2(T v) {
  return IntegerIsPowerOf2(v) ? T(2) * v : T(1) << (IntegerLog2(v) + 1);
}

// As 0.8 spelled them.
using utils::GetIndexFromDims;
constexpr int64_t divUp(int64_t a, int64_t b) { return DivUp(a, b); }
constexpr int64_t roundUp(int64_t a, int64_t b) { return RoundUp(a, b); }
inline bool is_a_ge_zero_and_a_lt_b(int a, int b) { return utils::IsAGeZeroAndALtB(a, b); }

}  // namespace math
}  // namespace caffe2
