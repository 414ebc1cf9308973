// Small dense linear algebra for kernels.
#pragma once

#include <cstdint>

#include "netdef/export.h"

namespace netdef {
namespace math {

enum class Trans : uint8_t { kNo, kYes };

// C = alpha * op(A) * op(B) + beta * C, row-major; op(A) is M x K, op(B) is K x N. With beta == 0
// C is not read. lda, ldb, ldc are row strides of the matrices as stored.
NETDEF_API void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a,
                     int64_t lda, const float* b, int64_t ldb, float beta, float* c, int64_t ldc);
// Dense matrices without gaps.
NETDEF_API void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a,
                     const float* b, float beta, float* c);
// The portable kernel by itself: the judge of the fast one.
NETDEF_API void GemmPlain(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a,
                          int64_t lda, const float* b, int64_t ldb, float beta, float* c, int64_t ldc);
NETDEF_API void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, double alpha, const double* a,
                     const double* b, double beta, double* c);
// y = alpha * op(A) * x + beta * y; A is M x N as stored.
NETDEF_API void Gemv(Trans trans_a, int64_t m, int64_t n, float alpha, const float* a, const float* x, float beta,
                     float* y);
// y += alpha * x
NETDEF_API void Axpy(int64_t n, float alpha, const float* x, float* y);
// out gets in with its axes in the order `axes`: out.dims[i] = dims[axes[i]]. Elements are `itemsize`
// bytes that may be copied as such.
NETDEF_API void Transpose(int ndim, const int64_t* dims, const int* axes, const void* in, void* out, int64_t itemsize);

using GemmFunction = void (*)(Trans, Trans, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
                              const float* b, int64_t ldb, float beta, float* c, int64_t ldc);
// What Gemm calls from now on; nullptr is the portable kernel. Set by the oneDNN layer.
NETDEF_API void SetGemmFunction(GemmFunction fn);

}  // namespace math
}  // namespace netdef
