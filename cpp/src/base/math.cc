#include "netdef/math.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "base/gemm.h"
#include "netdef/copy_axes.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace math {
namespace {

std::atomic<GemmFunction> gemm_function{nullptr};

// Blocked so that a panel of B stays in cache; the innermost loop runs along rows of C and
// vectorises. B is packed into row-major panels where it comes transposed.
template <typename T>
NETDEF_SIMD void GemmRows(Trans trans_a, int64_t row_begin, int64_t row_end, int64_t n, int64_t k, T alpha, const T* a,
                          int64_t lda, const T* b, int64_t ldb, T beta, T* c, int64_t ldc) {
  constexpr int64_t kBlockK = 128, kBlockN = 512;
  for (int64_t i = row_begin; i < row_end; ++i) {
    T* row = c + i * ldc;
    if (beta == T(0)) {
      std::fill(row, row + n, T(0));
    } else if (beta != T(1)) {
      for (int64_t j = 0; j < n; ++j) row[j] *= beta;
    }
  }
  for (int64_t n0 = 0; n0 < n; n0 += kBlockN) {
    const int64_t n1 = std::min(n, n0 + kBlockN);
    for (int64_t k0 = 0; k0 < k; k0 += kBlockK) {
      const int64_t k1 = std::min(k, k0 + kBlockK);
      for (int64_t i = row_begin; i < row_end; ++i) {
        T* row = c + i * ldc;
        for (int64_t p = k0; p < k1; ++p) {
          const T factor = alpha * (trans_a == Trans::kNo ? a[i * lda + p] : a[p * lda + i]);
          const T* b_row = b + p * ldb;
#pragma omp simd
          for (int64_t j = n0; j < n1; ++j) row[j] += factor * b_row[j];
        }
      }
    }
  }
}

template <typename T>
void GemmAny(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t lda,
             const T* b, int64_t ldb, T beta, T* c, int64_t ldc) {
  if (m <= 0 || n <= 0) return;
  std::vector<T> packed;
  if (trans_b == Trans::kYes && k > 0) {
    packed.resize(static_cast<size_t>(k * n));
    for (int64_t j = 0; j < n; ++j) {
      for (int64_t p = 0; p < k; ++p) packed[static_cast<size_t>(p * n + j)] = b[j * ldb + p];
    }
    b = packed.data();
    ldb = n;
  }
  const int64_t grain = std::max<int64_t>(1, 32768 / std::max<int64_t>(1, n * k));
  ParallelFor(0, m, grain, [&](int64_t begin, int64_t end) {
    GemmRows(trans_a, begin, end, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  });
}

}  // namespace

void SetGemmFunction(GemmFunction fn) { gemm_function = fn; }

void GemmPlain(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
               const float* b, int64_t ldb, float beta, float* c, int64_t ldc) {
  GemmAny<float>(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
          const float* b, int64_t ldb, float beta, float* c, int64_t ldc) {
  static const GemmFunction tiled = TiledGemm();
  const GemmFunction chosen = gemm_function, fast = chosen != nullptr ? chosen : tiled;
  // The fast ones expect real matrices.
  if (fast != nullptr && m > 0 && n > 0 && k > 0) {
    fast(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  } else {
    GemmPlain(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  }
}

void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, const float* b,
          float beta, float* c) {
  Gemm(trans_a, trans_b, m, n, k, alpha, a, trans_a == Trans::kNo ? k : m, b, trans_b == Trans::kNo ? n : k, beta, c,
       n);
}

void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, double alpha, const double* a,
          const double* b, double beta, double* c) {
  GemmAny<double>(trans_a, trans_b, m, n, k, alpha, a, trans_a == Trans::kNo ? k : m, b,
                  trans_b == Trans::kNo ? n : k, beta, c, n);
}

void Gemv(Trans trans_a, int64_t m, int64_t n, float alpha, const float* a, const float* x, float beta, float* y) {
  if (trans_a == Trans::kNo) {
    Gemm(Trans::kNo, Trans::kNo, m, 1, n, alpha, a, x, beta, y);
  } else {
    Gemm(Trans::kYes, Trans::kNo, n, 1, m, alpha, a, x, beta, y);
  }
}

void Axpy(int64_t n, float alpha, const float* x, float* y) {
  for (int64_t i = 0; i < n; ++i) y[i] += alpha * x[i];
}

void Transpose(int ndim, const int64_t* dims, const int* axes, const void* in, void* out, int64_t itemsize) {
  const auto rank = static_cast<size_t>(ndim);
  std::vector<int64_t> steps(rank, 1);
  for (size_t i = rank; i-- > 1;) steps[i - 1] = steps[i] * dims[i];
  std::vector<CopyAxis> copied(rank);
  int64_t step = 1;
  for (size_t i = rank; i-- > 0;) {
    copied[i] = {dims[axes[i]], steps[static_cast<size_t>(axes[i])], step};
    step *= dims[axes[i]];
  }
  CopyAxes(copied, itemsize, in, out);
}

}  // namespace math
}  // namespace netdef
