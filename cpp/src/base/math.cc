#include "netdef/math.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "netdef/parallel.h"

namespace netdef {
namespace math {
namespace {

std::atomic<GemmFunction> gemm_function{nullptr};

// Blocked so that a panel of B stays in cache; the innermost loop runs along rows of C and
// vectorises. B is packed into row-major panels where it comes transposed.
template <typename T>
void GemmRows(Trans trans_a, int64_t row_begin, int64_t row_end, int64_t n, int64_t k, T alpha, const T* a,
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
  const GemmFunction fast = gemm_function;
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

namespace {

template <typename Word>
void TransposeWords(int ndim, const std::vector<int64_t>& out_dims, const std::vector<int64_t>& in_strides,
                    const Word* in, Word* out) {
  // The last output axis is the inner loop; the others count like an odometer.
  const int64_t inner = out_dims[static_cast<size_t>(ndim - 1)];
  const int64_t inner_stride = in_strides[static_cast<size_t>(ndim - 1)];
  int64_t outer = 1;
  for (int i = 0; i < ndim - 1; ++i) outer *= out_dims[static_cast<size_t>(i)];
  std::vector<int64_t> index(static_cast<size_t>(ndim), 0);
  int64_t offset = 0;
  for (int64_t o = 0; o < outer; ++o) {
    const Word* source = in + offset;
    for (int64_t j = 0; j < inner; ++j) *out++ = source[j * inner_stride];
    for (int axis = ndim - 2; axis >= 0; --axis) {
      const auto i = static_cast<size_t>(axis);
      offset += in_strides[i];
      if (++index[i] < out_dims[i]) break;
      offset -= in_strides[i] * out_dims[i];
      index[i] = 0;
    }
  }
}

}  // namespace

void Transpose(int ndim, const int64_t* dims, const int* axes, const void* in, void* out, int64_t itemsize) {
  if (ndim == 0) {
    std::memcpy(out, in, static_cast<size_t>(itemsize));
    return;
  }
  const auto rank = static_cast<size_t>(ndim);
  std::vector<int64_t> strides(rank, 1), out_dims(rank), in_strides(rank);
  for (int i = ndim - 2; i >= 0; --i) strides[static_cast<size_t>(i)] = strides[static_cast<size_t>(i + 1)] * dims[i + 1];
  int64_t numel = 1;
  for (size_t i = 0; i < rank; ++i) {
    out_dims[i] = dims[axes[i]];
    in_strides[i] = strides[static_cast<size_t>(axes[i])];
    numel *= dims[i];
  }
  if (numel == 0) return;
  switch (itemsize) {
    case 1: return TransposeWords(ndim, out_dims, in_strides, static_cast<const uint8_t*>(in), static_cast<uint8_t*>(out));
    case 2: return TransposeWords(ndim, out_dims, in_strides, static_cast<const uint16_t*>(in), static_cast<uint16_t*>(out));
    case 4: return TransposeWords(ndim, out_dims, in_strides, static_cast<const uint32_t*>(in), static_cast<uint32_t*>(out));
    default: return TransposeWords(ndim, out_dims, in_strides, static_cast<const uint64_t*>(in), static_cast<uint64_t*>(out));
  }
}

}  // namespace math
}  // namespace netdef
