// Products of stacks of 8-bit matrices, in int32.
#pragma once

#include "base/byte_gemm.h"
#include "core/mat_mul_plan.h"
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
inline namespace onnx_quantized {  // other families have things of the same names

// Zero points: one, or one for each row of A (column of B) of every matrix.
inline std::vector<int32_t> ZeroPoints(const Tensor* t, int64_t lines, const char* what) {
  std::vector<int32_t> zeros = t == nullptr ? std::vector<int32_t>{0} : Int32sOf(*t);
  if (zeros.size() == 1) zeros.assign(static_cast<size_t>(lines), zeros[0]);
  NETDEF_ENFORCE_EQ(static_cast<int64_t>(zeros.size()), lines, what, ": expected one zero point, or one for each row or column");
  return zeros;
}

// The whole of MatMulInteger.
inline void ByteMatMul(const Tensor& a, const Tensor* a_zero, const Tensor& b, const Tensor* b_zero, int32_t* c) {
  const MatMulPlan plan(a.dims(), b.dims());
  const std::vector<int32_t> a_zeros = ZeroPoints(a_zero, plan.m, "A"), b_zeros = ZeroPoints(b_zero, plan.n, "B");
  CheckBytes(a);
  CheckBytes(b);
  const auto bytes = [](const Tensor& t, int64_t offset) { return static_cast<const char*>(t.raw_data()) + offset; };
  plan.ForEachProduct([&](int64_t ic, int64_t ia, int64_t ib) {
    const ByteMatrix left{bytes(a, ia * plan.m * plan.k), a.dtype() == DType::kInt8, a_zeros.data()};
    const ByteMatrix right{bytes(b, ib * plan.k * plan.n), b.dtype() == DType::kInt8, b_zeros.data()};
    ByteGemm(plan.m, plan.n, plan.k, left, right, c + ic * plan.m * plan.n);
  });
}

}  // namespace onnx_quantized
}  // namespace netdef
