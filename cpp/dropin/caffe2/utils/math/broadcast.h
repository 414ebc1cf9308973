// Vectors over matrices, arrays over arrays.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/types.h"
#include "caffe2/utils/math/utils.h"

namespace caffe2 {
namespace math {

template <typename T, class Context>
void AffineChannel(int outer, int channels, int inner, const T* x, const T* scale, const T* bias, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < int64_t{outer} * channels; ++i) {
    for (int64_t j = 0; j < inner; ++j) y[i * inner + j] = x[i * inner + j] * scale[i % channels] + bias[i % channels];
  }
}
template <typename T, class Context, StorageOrder order>
void AffineChannel(int n, int channels, int inner, const T* x, const T* scale, const T* bias, T* y, Context* context) {
  if (order == NCHW) {
    AffineChannel<T, Context>(n, channels, inner, x, scale, bias, y, context);
  } else {
    AffineChannel<T, Context>(n * inner, channels, 1, x, scale, bias, y, context);
  }
}

namespace internal {

// Calls fn(position in a, in b, in c) for every element c of the arrays' broadcast shape.
template <typename Fn>
void ForEachBroadcast(int a_ndim, const int* a_dims, int b_ndim, const int* b_dims, Fn fn) {
  const int ndim = std::max(a_ndim, b_ndim);
  std::vector<int> a(ndim), b(ndim), c(ndim), index(ndim, 0);
  utils::ComputeBroadcastBinaryOpDims(a_ndim, a_dims, b_ndim, b_dims, a.data(), b.data(), c.data());
  int64_t size = 1;
  for (int d : c) size *= d;
  for (int64_t i = 0; i < size; ++i) {
    fn(utils::GetIndexFromDims(ndim, a.data(), index.data()), utils::GetIndexFromDims(ndim, b.data(), index.data()), i);
    utils::IncreaseIndexInDims(ndim, c.data(), index.data());
  }
}

}  // namespace internal

// y = alpha * x, repeated along the dimensions that x lacks or has of length 1.
template <typename T, class Context>
void Broadcast(int x_ndim, const int* x_dims, int y_ndim, const int* y_dims, T alpha, const T* x, T* y, Context* /*context*/) {
  internal::ForEachBroadcast(x_ndim, x_dims, y_ndim, y_dims, [&](int at, int, int64_t i) { y[i] = alpha * x[at]; });
}

#define NETDEF_BROADCAST(name, R, expression)                                                                             \
  template <typename T, class Context>                                                                                    \
  void name(int a_ndim, const int* a_dims, int b_ndim, const int* b_dims, const T* a, const T* b, R* y, Context* /*c*/) { \
    internal::ForEachBroadcast(a_ndim, a_dims, b_ndim, b_dims,                                                            \
                               [&](int i, int j, int64_t k) { y[k] = static_cast<R>(expression); });                      \
  }                                                                                                                       \
  /* b is one row, or with broadcast_1st a is. */                                                                         \
  template <typename T, class Context, bool broadcast_1st>                                                                \
  void Rowwise##name(int rows, int columns, const T* a, const T* b, R* y, Context* /*context*/) {                         \
    for (int k = 0; k < rows * columns; ++k) {                                                                            \
      const int i = broadcast_1st ? k % columns : k, j = broadcast_1st ? k : k % columns;                                 \
      y[k] = static_cast<R>(expression);                                                                                  \
    }                                                                                                                     \
  }                                                                                                                       \
  template <typename T, class Context, bool broadcast_1st>                                                                \
  void Colwise##name(int rows, int columns, const T* a, const T* b, R* y, Context* /*context*/) {                         \
    for (int k = 0; k < rows * columns; ++k) {                                                                            \
      const int i = broadcast_1st ? k / columns : k, j = broadcast_1st ? k : k / columns;                                 \
      y[k] = static_cast<R>(expression);                                                                                  \
    }                                                                                                                     \
  }
NETDEF_BROADCAST(Add, T, a[i] + b[j])
NETDEF_BROADCAST(Sub, T, a[i] - b[j])
NETDEF_BROADCAST(Mul, T, a[i] * b[j])
NETDEF_BROADCAST(Div, T, a[i] / b[j])
NETDEF_BROADCAST(And, bool, a[i] && b[j])
NETDEF_BROADCAST(Or, bool, a[i] || b[j])
NETDEF_BROADCAST(Xor, bool, !a[i] != !b[j])
NETDEF_BROADCAST(BitwiseAnd, T, a[i] & b[j])
NETDEF_BROADCAST(BitwiseOr, T, a[i] | b[j])
NETDEF_BROADCAST(BitwiseXor, T, a[i] ^ b[j])
NETDEF_BROADCAST(EQ, bool, a[i] == b[j])
NETDEF_BROADCAST(NE, bool, a[i] != b[j])
NETDEF_BROADCAST(LT, bool, a[i] < b[j])
NETDEF_BROADCAST(LE, bool, a[i] <= b[j])
NETDEF_BROADCAST(GT, bool, a[i] > b[j])
NETDEF_BROADCAST(GE, bool, a[i] >= b[j])
#undef NETDEF_BROADCAST

}  // namespace math
}  // namespace caffe2
