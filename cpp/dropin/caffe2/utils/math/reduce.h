// Sums, maxima and moments.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/types.h"
#include "caffe2/core/tensor.h"
#include "caffe2/utils/math/utils.h"

namespace caffe2 {
namespace math {

template <typename T, class Context>
void Dot(int64_t n, const T* a, const T* b, T* y, Context* /*context*/) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += a[i] * b[i];
  *y = sum;
}
template <typename T, class Context>
void Sum(int64_t n, const T* x, T* y, Context* /*context*/, TensorCPU* /*scratch*/ = nullptr) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i];
  *y = sum;
}
template <typename T, class Context>
void SumSqr(int64_t n, const T* x, T* y, Context* /*context*/, TensorCPU* /*scratch*/ = nullptr) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i] * x[i];
  *y = sum;
}
template <typename T, class Context>
void ReduceMin(int64_t n, const T* x, T* y, TensorCPU* /*scratch*/, Context* /*context*/) {
  *y = *std::min_element(x, x + n);
}
template <typename T, class Context>
void ReduceMax(int64_t n, const T* x, T* y, TensorCPU* /*scratch*/, Context* /*context*/) {
  *y = *std::max_element(x, x + n);
}
template <typename T, class Context>
void RowwiseMax(int64_t rows, int64_t columns, const T* x, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) y[i] = *std::max_element(x + i * columns, x + (i + 1) * columns);
}
template <typename T, class Context>
void ColwiseMax(int64_t rows, int64_t columns, const T* x, T* y, Context* /*context*/) {
  for (int64_t j = 0; j < columns; ++j) {
    y[j] = x[j];
    for (int64_t i = 1; i < rows; ++i) y[j] = std::max(y[j], x[i * columns + j]);
  }
}
template <typename T, class Context>
void AddToRow(int64_t rows, int64_t columns, const T* x, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < rows * columns; ++i) y[i] += x[i % columns];
}
template <typename T, class Context>
void AddToCol(int64_t rows, int64_t columns, const T* x, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < rows * columns; ++i) y[i] += x[i / columns];
}

namespace internal {

// Calls fn(position in x, in y) for every element of x; y has length 1 where x is reduced.
template <typename Fn>
void ForEachReduced(int ndim, const int* x_dims, const int* y_dims, Fn fn) {
  std::vector<int> index(ndim, 0);
  int64_t size = 1;
  for (int i = 0; i < ndim; ++i) size *= x_dims[i];
  for (int64_t i = 0; i < size; ++i) {
    fn(i, utils::GetIndexFromDims(ndim, y_dims, index.data()));
    utils::IncreaseIndexInDims(ndim, x_dims, index.data());
  }
}
inline int64_t Size(int ndim, const int* dims) {
  int64_t size = 1;
  for (int i = 0; i < ndim; ++i) size *= dims[i];
  return size;
}

}  // namespace internal

#define NETDEF_REDUCE(name, start, step, finish)                                                                       \
  template <typename T, class Context>                                                                                 \
  void name(int ndim, const int* x_dims, const int* y_dims, T alpha, const T* x, T* y, Context* /*context*/) {         \
    const int64_t size = internal::Size(ndim, y_dims);                                                                 \
    [[maybe_unused]] const T count = static_cast<T>(size == 0 ? 0 : internal::Size(ndim, x_dims) / size);              \
    std::fill_n(y, size, static_cast<T>(start));                                                                       \
    internal::ForEachReduced(ndim, x_dims, y_dims, [&](int64_t i, int j) { y[j] = static_cast<T>(step); });            \
    for (int64_t j = 0; j < size; ++j) y[j] = static_cast<T>(alpha * (finish));                                        \
  }
NETDEF_REDUCE(ReduceMin, std::numeric_limits<T>::max(), std::min(y[j], x[i]), y[j])
NETDEF_REDUCE(ReduceMax, std::numeric_limits<T>::lowest(), std::max(y[j], x[i]), y[j])
NETDEF_REDUCE(ReduceSum, 0, y[j] + x[i], y[j])
NETDEF_REDUCE(ReduceMean, 0, y[j] + x[i], y[j] / count)
NETDEF_REDUCE(ReduceL1, 0, y[j] + std::abs(x[i]), y[j])
NETDEF_REDUCE(ReduceL2, 0, y[j] + x[i] * x[i], std::sqrt(y[j]))
#undef NETDEF_REDUCE

// Mean and (biased) variance.
template <typename T, class Context>
void Moments(int ndim, const int* x_dims, const int* y_dims, const T* x, T* mean, T* variance, Context* context) {
  const int64_t size = internal::Size(ndim, y_dims);
  ReduceMean<T, Context>(ndim, x_dims, y_dims, T(1), x, mean, context);
  std::fill_n(variance, size, T(0));
  internal::ForEachReduced(ndim, x_dims, y_dims,
                           [&](int64_t i, int j) { variance[j] += (x[i] - mean[j]) * (x[i] - mean[j]); });
  const int64_t count = size == 0 ? 1 : internal::Size(ndim, x_dims) / size;
  for (int64_t j = 0; j < size; ++j) variance[j] /= static_cast<T>(count);
}
template <typename T, class Context>
void InvStd(int n, T epsilon, const T* variance, T* inv_std, Context* /*context*/) {
  for (int i = 0; i < n; ++i) inv_std[i] = T(1) / std::sqrt(variance[i] + epsilon);
}
// y = the sum of `batch` vectors of n elements, `stripe` elements apart.
template <typename T, class Context>
void AddStripedBatch(int n, const T* first, T* y, int stripe, int batch, Context* /*context*/) {
  for (int i = 0; i < n; ++i) {
    for (int b = 0; b < batch; ++b) y[i] += first[b * stripe + i];
  }
}

}  // namespace math
}  // namespace caffe2
