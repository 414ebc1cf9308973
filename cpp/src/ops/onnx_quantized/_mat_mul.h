// Products of stacks of 8-bit matrices, in int32.
#pragma once

#include "base/byte_gemm.h"
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

// The whole of MatMulInteger.
inline void ByteMatMul(const Tensor& a, const Tensor* a_zero, const Tensor& b, const Tensor* b_zero, int32_t* c) {
  const ByteMatMulPlan plan(a.dims(), b.dims());
  const std::vector<int32_t> a_zeros = ZeroPoints(a_zero, plan.m, "A"), b_zeros = ZeroPoints(b_zero, plan.n, "B");
  CheckBytes(a);
  CheckBytes(b);
  const auto bytes = [](const Tensor& t, int64_t offset) { return static_cast<const char*>(t.raw_data()) + offset; };
  plan.batches.Walk(0, plan.batches.size(), [&](int64_t ic, int64_t ia, int64_t ib, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      const ByteMatrix left{bytes(a, (ia + i * plan.batches.inner().a) * plan.m * plan.k), a.dtype() == DType::kInt8, a_zeros.data()};
      const ByteMatrix right{bytes(b, (ib + i * plan.batches.inner().b) * plan.k * plan.n), b.dtype() == DType::kInt8, b_zeros.data()};
      ByteGemm(plan.m, plan.n, plan.k, left, right, c + (ic + i) * plan.m * plan.n);
    }
  });
}

}  // namespace onnx_quantized
}  // namespace netdef
