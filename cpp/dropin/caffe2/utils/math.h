// math:: functions as operators of Caffe2's time call them. Plain loops, and netdef's matrix product.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "caffe2/core/common.h"
#include "caffe2/core/context.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/types.h"
#include "caffe2/utils/cblas.h"
#include "caffe2/utils/eigen_utils.h"
#include "caffe2/utils/math/broadcast.h"
#include "caffe2/utils/math/elementwise.h"
#include "caffe2/utils/math/im2col.h"
#include "caffe2/utils/math/random.h"
#include "caffe2/utils/math/reduce.h"
#include "caffe2/utils/math/transpose.h"
#include "caffe2/utils/math/utils.h"
#include "netdef/math.h"

namespace caffe2 {

class DefaultEngine {};

namespace math {

namespace internal {
inline netdef::math::Trans Transposed(CBLAS_TRANSPOSE t) {
  return t == CblasNoTrans ? netdef::math::Trans::kNo : netdef::math::Trans::kYes;
}
}  // namespace internal

template <typename T, class Context, class Engine = void>
void Gemm(CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, int64_t m, int64_t n, int64_t k, float alpha, const T* a, const T* b,
          float beta, T* c, Context* /*context*/, TensorProto::DataType /*math_type*/ = TensorProto::FLOAT) {
  netdef::math::Gemm(internal::Transposed(trans_a), internal::Transposed(trans_b), m, n, k, alpha, a, b, beta, c);
}
template <typename T, class Context, class Engine = void>
void GemmEx(CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t lda,
            const T* b, int64_t ldb, T beta, T* c, int64_t ldc, Context* /*context*/) {
  netdef::math::Gemm(internal::Transposed(trans_a), internal::Transposed(trans_b), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
template <typename T, class Context, class Engine = void>
void GemmBatched(CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, int64_t batch, int64_t m, int64_t n, int64_t k, float alpha,
                 const T** a, const T** b, float beta, T** c, Context* context, TensorProto::DataType = TensorProto::FLOAT) {
  for (int64_t i = 0; i < batch; ++i) Gemm<T, Context>(trans_a, trans_b, m, n, k, alpha, a[i], b[i], beta, c[i], context);
}
template <typename T, class Context, class Engine = void>
void GemmStridedBatched(CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, int64_t batch, int64_t m, int64_t n, int64_t k, float alpha,
                        const T* a, int64_t a_stride, const T* b, int64_t b_stride, float beta, T* c, int64_t c_stride,
                        Context* context, TensorProto::DataType = TensorProto::FLOAT) {
  for (int64_t i = 0; i < batch; ++i) {
    Gemm<T, Context>(trans_a, trans_b, m, n, k, alpha, a + i * a_stride, b + i * b_stride, beta, c + i * c_stride, context);
  }
}
// 0.8: dense batches one after the other.
template <typename T, class Context, class Engine = void>
void GemmBatched(CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, int64_t batch, int64_t m, int64_t n, int64_t k, float alpha,
                 const T* a, const T* b, float beta, T* c, Context* context, TensorCPU* /*scratch*/ = nullptr,
                 TensorProto::DataType = TensorProto::FLOAT) {
  GemmStridedBatched<T, Context>(trans_a, trans_b, batch, m, n, k, alpha, a, m * k, b, k * n, beta, c, m * n, context);
}
template <typename T, class Context, class Engine = void>
void Gemv(CBLAS_TRANSPOSE trans_a, int64_t m, int64_t n, float alpha, const T* a, const T* x, float beta, T* y, Context* /*context*/,
          TensorProto::DataType /*math_type*/ = TensorProto::FLOAT) {
  netdef::math::Gemv(internal::Transposed(trans_a), m, n, alpha, a, x, beta, y);
}
// `copy` is for elements that are no plain bytes.
template <class Context>
void CopyMatrix(size_t itemsize, int64_t rows, int64_t columns, const void* a, int64_t lda, void* b, int64_t ldb, Context* /*context*/,
                TypeMeta::Copy copy = nullptr) {
  for (int64_t i = 0; i < rows; ++i) {
    const char* from = static_cast<const char*>(a) + i * lda * static_cast<int64_t>(itemsize);
    char* to = static_cast<char*>(b) + i * ldb * static_cast<int64_t>(itemsize);
    if (copy != nullptr) {
      copy(from, to, static_cast<size_t>(columns));
    } else if (columns != 0) {
      std::memcpy(to, from, static_cast<size_t>(columns) * itemsize);
    }
  }
}
template <typename T, class Context>
void CopyMatrix(int64_t rows, int64_t columns, const T* a, int64_t lda, T* b, int64_t ldb, Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) std::copy(a + i * lda, a + i * lda + columns, b + i * ldb);
}
template <typename T, class Context>
void CopyMatrix(int64_t rows, int64_t columns, const T* a, int64_t a_outer, int64_t a_inner, T* b, int64_t b_outer, int64_t b_inner,
                Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) b[i * b_outer + j * b_inner] = a[i * a_outer + j * a_inner];
  }
}
template <typename T, class Context>
void CopyVector(int64_t n, const T* a, T* b, Context* /*context*/) {
  std::copy(a, a + n, b);
}
template <typename T, class Context>
void Select(int64_t rows, int64_t columns, const T* x, const int* index, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) {
    CAFFE_ENFORCE(index[i] >= 0 && index[i] < columns, "index ", index[i], " of ", columns, " columns");
    y[i] = x[i * columns + index[i]];
  }
}

}  // namespace math
}  // namespace caffe2
