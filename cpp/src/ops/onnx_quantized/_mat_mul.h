// Products of stacks of 8-bit matrices, in int32.
#pragma once

#include "netdef/broadcast.h"
#include "netdef/strided.h"
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
inline namespace onnx_quantized {  // other families have things of the same names

struct ByteMatMulPlan {
  int64_t m = 1, n = 1, k = 1;
  Dims result;
  BroadcastPlan batches;

  ByteMatMulPlan(Dims a, Dims b) {
    NETDEF_ENFORCE(!a.empty() && !b.empty(), "a scalar cannot be multiplied as a matrix");
    const bool row = a.size() == 1, column = b.size() == 1;
    if (row) a.insert(a.begin(), 1);
    if (column) b.push_back(1);
    m = a[a.size() - 2];
    k = a.back();
    n = b.back();
    NETDEF_ENFORCE(b[b.size() - 2] == k, "matrices of shape [", DimsString(a), "] and [", DimsString(b), "] cannot be multiplied");
    batches = BroadcastPlan(DimsBefore(a, a.size() - 2), DimsBefore(b, b.size() - 2));
    result = BroadcastPlan::ResultDims(DimsBefore(a, a.size() - 2), DimsBefore(b, b.size() - 2));
    if (!row) result.push_back(m);
    if (!column) result.push_back(n);
  }
};

// Zero points: one, or one for each row of A (column of B) of every matrix.
inline std::vector<int32_t> ZeroPoints(const Tensor* t, int64_t lines, const char* what) {
  std::vector<int32_t> zeros = t == nullptr ? std::vector<int32_t>{0} : Int32sOf(*t);
  if (zeros.size() == 1) zeros.assign(static_cast<size_t>(lines), zeros[0]);
  NETDEF_ENFORCE_EQ(static_cast<int64_t>(zeros.size()), lines, what, ": expected one zero point, or one for each row or column");
  return zeros;
}

// A row of A by four columns of B: vectors of 16-bit numbers have an instruction for sums of products in 32 bits.
NETDEF_SIMD inline void FourDots(const int16_t* a, const int16_t* const* b, int64_t k, int32_t* c) {
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

// c = (A - zero) * (B - zero); sums beyond int32 wrap around.
template <typename A, typename B>
void ByteProduct(int64_t m, int64_t n, int64_t k, const A* a, const int32_t* a_zero, const B* b, const int32_t* b_zero, int32_t* c) {
  // Less their zero points, columns of B as rows.
  std::vector<int16_t> left(static_cast<size_t>(m * k)), right(static_cast<size_t>(n * k));
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t l = 0; l < k; ++l) left[static_cast<size_t>(i * k + l)] = static_cast<int16_t>(a[i * k + l] - a_zero[i]);
  }
  ParallelFor(0, n, 1 + 32768 / std::max<int64_t>(1, k), [&](int64_t begin, int64_t end) {
    constexpr int64_t kSide = 32;
    for (int64_t j0 = begin; j0 < end; j0 += kSide) {
      for (int64_t l = 0; l < k; ++l) {
        for (int64_t j = j0; j < std::min(end, j0 + kSide); ++j) right[static_cast<size_t>(j * k + l)] = static_cast<int16_t>(b[l * n + j] - b_zero[j]);
      }
    }
  });
  ParallelFor(0, n, 1 + 32768 / std::max<int64_t>(1, m * k), [&](int64_t begin, int64_t end) {
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

// The whole of MatMulInteger.
inline void ByteMatMul(const Tensor& a, const Tensor* a_zero, const Tensor& b, const Tensor* b_zero, int32_t* c) {
  const ByteMatMulPlan plan(a.dims(), b.dims());
  const std::vector<int32_t> a_zeros = ZeroPoints(a_zero, plan.m, "A"), b_zeros = ZeroPoints(b_zero, plan.n, "B");
  DispatchTypes(ByteTypes(), a.dtype(), [&](auto za) {
    using A = decltype(za);
    DispatchTypes(ByteTypes(), b.dtype(), [&](auto zb) {
      using B = decltype(zb);
      plan.batches.Walk(0, plan.batches.size(), [&](int64_t ic, int64_t ia, int64_t ib, int64_t count) {
        for (int64_t i = 0; i < count; ++i) {
          ByteProduct(plan.m, plan.n, plan.k, a.data<A>() + (ia + i * plan.batches.inner().a) * plan.m * plan.k, a_zeros.data(),
                      b.data<B>() + (ib + i * plan.batches.inner().b) * plan.k * plan.n, b_zeros.data(), c + (ic + i) * plan.m * plan.n);
        }
      });
    });
  });
}

}  // namespace onnx_quantized
}  // namespace netdef
