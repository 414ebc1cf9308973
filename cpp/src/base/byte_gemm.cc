#include "base/byte_gemm.h"

#include <algorithm>
#include <vector>

#include "base/grain.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace {

ByteGemmFunction fast_gemm = nullptr;

// --- by 16-bit numbers, on any CPU

int16_t At(const ByteMatrix& matrix, int64_t i) {
  return matrix.is_signed ? static_cast<const int8_t*>(matrix.data)[i] : static_cast<const uint8_t*>(matrix.data)[i];
}

// A row of A by four columns of B: vectors of 16-bit numbers have an instruction for sums of products in 32 bits.
NETDEF_SIMD void FourDots(const int16_t* a, const int16_t* const* b, int64_t k, int32_t* c) {
  uint32_t sums[4] = {};
  const int16_t *b0 = b[0], *b1 = b[1], *b2 = b[2], *b3 = b[3];
  int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  constexpr int64_t kSafe = 16384;  // products whose sum an int32 holds, as each is below 2^17
  for (int64_t first = 0; first < k; first += kSafe) {
    const int64_t last = k < first + kSafe ? k : first + kSafe;
    s0 = s1 = s2 = s3 = 0;
    for (int64_t l = first; l < last; ++l) {
      s0 += static_cast<int32_t>(a[l]) * b0[l];
      s1 += static_cast<int32_t>(a[l]) * b1[l];
      s2 += static_cast<int32_t>(a[l]) * b2[l];
      s3 += static_cast<int32_t>(a[l]) * b3[l];
    }
    sums[0] += static_cast<uint32_t>(s0);
    sums[1] += static_cast<uint32_t>(s1);
    sums[2] += static_cast<uint32_t>(s2);
    sums[3] += static_cast<uint32_t>(s3);
  }
  for (int i = 0; i < 4; ++i) c[i] = static_cast<int32_t>(sums[i]);
}

void PlainGemm(int64_t m, int64_t n, int64_t k, const ByteMatrix& a, const ByteMatrix& b, int32_t* c) {
  // Less their zero points, columns of B as rows.
  std::vector<int16_t> left(static_cast<size_t>(m * k)), right(static_cast<size_t>(n * k));
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t l = 0; l < k; ++l) left[static_cast<size_t>(i * k + l)] = static_cast<int16_t>(At(a, i * k + l) - a.zeros[i]);
  }
  ParallelFor(0, n, GrainFor(32768, k), [&](int64_t begin, int64_t end) {
    constexpr int64_t kSide = 32;
    for (int64_t j0 = begin; j0 < end; j0 += kSide) {
      for (int64_t l = 0; l < k; ++l) {
        for (int64_t j = j0; j < std::min(end, j0 + kSide); ++j) right[static_cast<size_t>(j * k + l)] = static_cast<int16_t>(At(b, l * n + j) - b.zeros[j]);
      }
    }
  });
  ParallelFor(0, n, GrainFor(32768, m * k), [&](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; j += 4) {
      const int64_t columns = std::min<int64_t>(4, end - j);
      const int16_t* four[4];
      for (int64_t q = 0; q < 4; ++q) four[q] = right.data() + (j + std::min(q, columns - 1)) * k;
      for (int64_t i = 0; i < m; ++i) {
        int32_t dots[4];
        FourDots(left.data() + i * k, four, k, dots);
        std::copy_n(dots, columns, c + i * n + j);
      }
    }
  });
}

// --- by the fast product, whose zero points come in afterwards: (a - p) * (b - q) = a * b - p * sum(b) - q * sum(a) + k * p * q

// Between signed and unsigned bytes of 128 more.
NETDEF_SIMD void FlipSigns(const uint8_t* from, int64_t n, uint8_t* to) {
  for (int64_t i = 0; i < n; ++i) to[i] = from[i] ^ 0x80u;
}

NETDEF_SIMD uint32_t SumOf(const uint8_t* row, int64_t n) {
  uint32_t sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; ++i) sum += row[i];
  return sum;
}

NETDEF_SIMD void AddRow(const int8_t* row, int64_t n, uint32_t* sums) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) sums[i] += static_cast<uint32_t>(static_cast<int32_t>(row[i]));
}

NETDEF_SIMD void Correct(uint32_t row_zero, uint32_t row_term, const uint32_t* column_sums, const uint32_t* column_zeros, int64_t n, uint32_t* c) {
#pragma omp simd
  for (int64_t j = 0; j < n; ++j) c[j] -= row_zero * column_sums[j] + column_zeros[j] * row_term;
}

void FastGemm(int64_t m, int64_t n, int64_t k, const ByteMatrix& a, const ByteMatrix& b, int32_t* c) {
  const auto flipped = [](const void* data, int64_t count) {
    std::vector<uint8_t> bytes(static_cast<size_t>(count));
    FlipSigns(static_cast<const uint8_t*>(data), count, bytes.data());
    return bytes;
  };
  const std::vector<uint8_t> left = flipped(a.data, a.is_signed ? m * k : 0), right = flipped(b.data, b.is_signed ? 0 : k * n);
  const uint8_t* from_a = a.is_signed ? left.data() : static_cast<const uint8_t*>(a.data);
  const int8_t* from_b = b.is_signed ? static_cast<const int8_t*>(b.data) : reinterpret_cast<const int8_t*>(right.data());
  fast_gemm(m, n, k, from_a, from_b, c);
  std::vector<uint32_t> row_zeros, column_zeros;
  for (int64_t i = 0; i < m; ++i) row_zeros.push_back(static_cast<uint32_t>(a.zeros[i]) + (a.is_signed ? 128u : 0u));
  for (int64_t j = 0; j < n; ++j) column_zeros.push_back(static_cast<uint32_t>(b.zeros[j]) - (b.is_signed ? 0u : 128u));
  const auto any = [](const std::vector<uint32_t>& zeros) { return std::any_of(zeros.begin(), zeros.end(), [](uint32_t z) { return z != 0; }); };
  const bool rows = any(row_zeros), columns = any(column_zeros);
  if (!rows && !columns) return;
  std::vector<uint32_t> column_sums(static_cast<size_t>(n), 0);
  for (int64_t l = 0; rows && l < k; ++l) AddRow(from_b + l * n, n, column_sums.data());
  ParallelFor(0, m, GrainFor(32768, n + k), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const uint32_t zero = row_zeros[static_cast<size_t>(i)], sum = columns ? SumOf(from_a + i * k, k) : 0;
      Correct(zero, sum - static_cast<uint32_t>(k) * zero, column_sums.data(), column_zeros.data(), n, reinterpret_cast<uint32_t*>(c + i * n));
    }
  });
}

}  // namespace

void SetByteGemmFunction(ByteGemmFunction function) { fast_gemm = function; }

void ByteGemm(int64_t m, int64_t n, int64_t k, const ByteMatrix& a, const ByteMatrix& b, int32_t* c) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    std::fill_n(c, m * n, 0);
  } else if (fast_gemm != nullptr) {
    FastGemm(m, n, k, a, b, c);
  } else {
    PlainGemm(m, n, k, a, b, c);
  }
}

}  // namespace netdef
