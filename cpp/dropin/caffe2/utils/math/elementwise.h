// Functions of one or two vectors, element by element.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "caffe2/core/common.h"
#include "caffe2/core/types.h"

namespace caffe2 {
namespace math {

template <typename T, class Context>
void Set(int64_t n, T value, T* y, Context* /*context*/) {
  std::fill_n(y, n, value);
}
template <typename T, class Context>
void NotSet(int64_t, T, T*, Context*) {}

#define NETDEF_UNARY(name, expression)                            \
  template <typename T, class Context>                            \
  void name(int64_t n, const T* x, T* y, Context* /*context*/) {  \
    for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(expression); \
  }
NETDEF_UNARY(Exp, std::exp(x[i]))
NETDEF_UNARY(Log, std::log(x[i]))
NETDEF_UNARY(Log1p, std::log1p(x[i]))
NETDEF_UNARY(Sqr, x[i] * x[i])
NETDEF_UNARY(Sqrt, std::sqrt(x[i]))
NETDEF_UNARY(Rsqrt, 1 / std::sqrt(x[i]))
NETDEF_UNARY(Cube, x[i] * x[i] * x[i])
NETDEF_UNARY(Cbrt, std::cbrt(x[i]))
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
NETDEF_UNARY(CdfNorm, std::erfc(-x[i] / std::sqrt(T(2))) / 2)
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
NETDEF_BINARY(And, a[i] && b[i])
NETDEF_BINARY(Or, a[i] || b[i])
NETDEF_BINARY(Xor, !a[i] != !b[i])
NETDEF_BINARY(BitwiseAnd, a[i] & b[i])
NETDEF_BINARY(BitwiseOr, a[i] | b[i])
NETDEF_BINARY(BitwiseXor, a[i] ^ b[i])
#undef NETDEF_BINARY

#define NETDEF_COMPARISON(name, op)                                              \
  template <typename T, class Context>                                           \
  void name(int64_t n, const T* a, const T* b, bool* y, Context* /*context*/) {  \
    for (int64_t i = 0; i < n; ++i) y[i] = a[i] op b[i];                         \
  }
NETDEF_COMPARISON(EQ, ==)
NETDEF_COMPARISON(NE, !=)
NETDEF_COMPARISON(LT, <)
NETDEF_COMPARISON(LE, <=)
NETDEF_COMPARISON(GT, >)
NETDEF_COMPARISON(GE, >=)
#undef NETDEF_COMPARISON

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
template <typename T, class Context>
void Scale(int64_t n, const float* alpha, const T* x, T* y, Context* context) {
  Scale<float, T, Context>(n, *alpha, x, y, context);
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

// With a number of elements that may be known when this is compiled; nothing comes of it here.
template <typename T, class Context, int FixedSize>
void ScaleFixedSize(int64_t n, float alpha, const T* x, T* y, Context* context) {
  Scale<float, T, Context>(n, alpha, x, y, context);
}
template <typename T, class Context, int FixedSize>
void AxpyFixedSize(int64_t n, float alpha, const T* x, T* y, Context* context) {
  Axpy<float, T, Context>(n, alpha, x, y, context);
}

}  // namespace math
}  // namespace caffe2
