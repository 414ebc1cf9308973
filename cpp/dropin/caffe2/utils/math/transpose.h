// Axes in another order.
#pragma once

#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/types.h"
#include "netdef/math.h"

namespace caffe2 {
namespace math {

template <typename Index, typename T, class Context>
void Transpose(int ndim, const Index* dims, const int* axes, const T* x, T* y, Context* /*context*/) {
  const std::vector<int64_t> wide(dims, dims + ndim);
  netdef::math::Transpose(ndim, wide.data(), axes, x, y, sizeof(T));
}
template <typename T, class Context>
void NCHW2NHWC(int n, int c, int hw, const T* x, T* y, Context* context) {
  const int dims[] = {n, c, hw}, axes[] = {0, 2, 1};
  Transpose<int, T, Context>(3, dims, axes, x, y, context);
}
template <typename T, class Context>
void NHWC2NCHW(int n, int c, int hw, const T* x, T* y, Context* context) {
  NCHW2NHWC<T, Context>(n, hw, c, x, y, context);
}

}  // namespace math
}  // namespace caffe2
