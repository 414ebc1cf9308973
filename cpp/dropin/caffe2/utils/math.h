// math:: functions as operators of Caffe2's time call them. Plain loops, and netdef's matrix product.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/context.h"
#include "caffe2/core/types.h"
#include "caffe2/utils/cblas.h"
#include "caffe2/utils/eigen_utils.h"
#include "netdef/math.h"

namespace caffe2 {
namespace math {

template <typename T, class Context>
void Set(size_t n, T value, T* y, Context* /*context*/) {
  std::fill(y, y + n, value);
}
template <typename T, class Context>
void NotSet(size_t, T, T*, Context*) {}

#define NETDEF_UNARY(name, expression)                            \
  template <typename T, class Context>                            \
  void name(int64_t n, const T* x, T* y, Context* /*context*/) {  \
    for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(expression); \
  }
NETDEF_UNARY(Exp, std::exp(x[i]))
NETDEF_UNARY(Log, std::log(x[i]))
NETDEF_UNARY(Sqr, x[i] * x[i])
NETDEF_UNARY(Sqrt, std::sqrt(x[i]))
NETDEF_UNARY(Rsqrt, 1 / std::sqrt(x[i]))
NETDEF_UNARY(Cube, x[i] * x[i] * x[i])
NETDEF_UNARY(Inv, 1 / x[i])
NETDEF_UNARY(Neg, -x[i])
NETDEF_UNARY(Abs, std::abs(x[i]))
NETDEF_UNARY(Sin, std::sin(x[i]))
NETDEF_UNARY(Cos, std::cos(x[i]))
NETDEF_UNARY(Tan, std::tan(x[i]))
NETDEF_UNARY(Asin, std::asin(x[i]))
NETDEF_UNARY(Acos, std::acos(x[i]))
NETDEF_UNARY(Atan, std::atan(x[i]))
NETDEF_UNARY(Sinh, std::sinh(x[i]))
NETDEF_UNARY(Cosh, std::cosh(x[i]))
NETDEF_UNARY(Tanh, std::tanh(x[i]))
NETDEF_UNARY(Erf, std::erf(x[i]))
NETDEF_UNARY(Floor, std::floor(x[i]))
NETDEF_UNARY(Ceil, std::ceil(x[i]))
NETDEF_UNARY(Not, !x[i])
NETDEF_UNARY(Sign, (x[i] > 0) - (x[i] < 0))
#undef NETDEF_UNARY

#define NETDEF_BINARY(name, expression)                                        \
  template <typename T, class Context>                                         \
  void name(int64_t n, const T* a, const T* b, T* y, Context* /*context*/) {   \
    for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(expression);         \
  }
NETDEF_BINARY(Add, a[i] + b[i])
NETDEF_BINARY(Sub, a[i] - b[i])
NETDEF_BINARY(Mul, a[i] * b[i])
NETDEF_BINARY(Div, a[i] / b[i])
NETDEF_BINARY(Max, std::max(a[i], b[i]))
NETDEF_BINARY(Min, std::min(a[i], b[i]))
NETDEF_BINARY(ElemwiseMax, std::max(a[i], b[i]))
#undef NETDEF_BINARY

template <typename T, class Context>
void Maximum(int64_t n, float alpha, const T* x, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < n; ++i) y[i] = std::max(x[i], static_cast<T>(alpha));
}
template <typename T, class Context>
void Powx(int64_t n, const T* a, T b, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < n; ++i) y[i] = std::pow(a[i], b);
}
template <typename T, class Context>
void SinCos(int64_t n, const T* x, T* sin, T* cos, Context* /*context*/) {
  for (int64_t i = 0; i < n; ++i) {
    sin[i] = std::sin(x[i]);
    cos[i] = std::cos(x[i]);
  }
}
// The scalar is a value or a pointer to one.
template <typename TAlpha, typename T, class Context>
void Scale(int64_t n, TAlpha alpha, const T* x, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(alpha * x[i]);
}
template <typename TAlpha, typename T, class Context>
void Scale(int64_t n, const TAlpha* alpha, const T* x, T* y, Context* context) {
  Scale<TAlpha, T, Context>(n, *alpha, x, y, context);
}
template <typename T, class Context>
void Scale(int64_t n, float alpha, const T* x, T* y, Context* context) {
  Scale<float, T, Context>(n, alpha, x, y, context);
}
template <typename TAlpha, typename T, class Context>
void Axpy(int64_t n, TAlpha alpha, const T* x, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(y[i] + alpha * x[i]);
}
template <typename T, class Context>
void Axpy(int64_t n, float alpha, const T* x, T* y, Context* context) {
  Axpy<float, T, Context>(n, alpha, x, y, context);
}
template <typename T, class Context>
void Axpy(int64_t n, const float* alpha, const T* x, T* y, Context* context) {
  Axpy<float, T, Context>(n, *alpha, x, y, context);
}
template <typename TAlpha, typename T, class Context>
void Axpby(int64_t n, TAlpha alpha, const T* x, TAlpha beta, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(alpha * x[i] + beta * y[i]);
}
template <typename T, class Context>
void Axpby(int64_t n, float alpha, const T* x, float beta, T* y, Context* context) {
  Axpby<float, T, Context>(n, alpha, x, beta, y, context);
}
template <typename T, class Context>
void AffineChannel(int outer, int channels, int inner, const T* x, const T* scale, const T* bias, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < int64_t{outer} * channels; ++i) {
    for (int64_t j = 0; j < inner; ++j) y[i * inner + j] = x[i * inner + j] * scale[i % channels] + bias[i % channels];
  }
}

// --- sums and maxima

template <typename T, class Context>
void Dot(int64_t n, const T* a, const T* b, T* y, Context* /*context*/) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += a[i] * b[i];
  *y = sum;
}
template <typename T, class Context>
void Sum(int64_t n, const T* x, T* y, Context* /*context*/, Tensor* /*scratch*/ = nullptr) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i];
  *y = sum;
}
template <typename T, class Context>
void SumSqr(int64_t n, const T* x, T* y, Context* /*context*/, Tensor* /*scratch*/ = nullptr) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i] * x[i];
  *y = sum;
}
template <typename T, class Context>
void ReduceMin(int64_t n, const T* x, T* y, Tensor* /*scratch*/, Context* /*context*/) {
  *y = *std::min_element(x, x + n);
}
template <typename T, class Context>
void ReduceMax(int64_t n, const T* x, T* y, Tensor* /*scratch*/, Context* /*context*/) {
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
template <typename T, class Context>
void Select(int64_t rows, int64_t columns, const T* x, const int* index, T* y, Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) {
    CAFFE_ENFORCE(index[i] >= 0 && index[i] < columns, "index ", index[i], " of ", columns, " columns");
    y[i] = x[i * columns + index[i]];
  }
}

// --- matrices

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
void Gemv(CBLAS_TRANSPOSE trans_a, int64_t m, int64_t n, float alpha, const T* a, const T* x, float beta, T* y, Context* /*context*/,
          TensorProto::DataType /*math_type*/ = TensorProto::FLOAT) {
  netdef::math::Gemv(internal::Transposed(trans_a), m, n, alpha, a, x, beta, y);
}
template <class Context>
void CopyMatrix(size_t itemsize, int64_t rows, int64_t columns, const void* a, int64_t lda, void* b, int64_t ldb, Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) {
    std::memcpy(static_cast<char*>(b) + i * ldb * static_cast<int64_t>(itemsize),
                static_cast<const char*>(a) + i * lda * static_cast<int64_t>(itemsize), static_cast<size_t>(columns) * itemsize);
  }
}
template <typename T, class Context>
void CopyMatrix(int64_t rows, int64_t columns, const T* a, int64_t lda, T* b, int64_t ldb, Context* /*context*/) {
  for (int64_t i = 0; i < rows; ++i) std::copy(a + i * lda, a + i * lda + columns, b + i * ldb);
}
template <typename T, class Context>
void CopyVector(int64_t n, const T* a, T* b, Context* /*context*/) {
  std::copy(a, a + n, b);
}
template <typename Index, typename T, class Context>
void Transpose(int ndim, const Index* dims, const int* axes, const T* x, T* y, Context* /*context*/) {
  const std::vector<int64_t> wide(dims, dims + ndim);
  netdef::math::Transpose(ndim, wide.data(), axes, x, y, sizeof(T));
}

// --- random numbers

template <typename T, class Context>
void RandUniform(size_t n, T low, T high, T* y, Context* context) {
  if constexpr (std::is_integral_v<T>) {
    std::uniform_int_distribution<T> draw(low, high);
    for (size_t i = 0; i < n; ++i) y[i] = draw(context->RandGenerator());
  } else {
    std::uniform_real_distribution<T> draw(low, high);
    for (size_t i = 0; i < n; ++i) y[i] = draw(context->RandGenerator());
  }
}
template <typename T, class Context>
void RandGaussian(size_t n, T mean, T deviation, T* y, Context* context) {
  std::normal_distribution<T> draw(mean, deviation);
  for (size_t i = 0; i < n; ++i) y[i] = draw(context->RandGenerator());
}

// --- shapes

inline int64_t divUp(int64_t a, int64_t b) { return (a + b - 1) / b; }
inline int64_t roundUp(int64_t a, int64_t b) { return divUp(a, b) * b; }
inline bool is_a_ge_zero_and_a_lt_b(int a, int b) { return a >= 0 && a < b; }
inline int GetIndexFromDims(int n, const int* dims, const int* index) {
  int at = 0;
  for (int i = 0; i < n; ++i) {
    if (dims[i] > 1) at = at * dims[i] + index[i];
  }
  return at;
}

}  // namespace math
}  // namespace caffe2
