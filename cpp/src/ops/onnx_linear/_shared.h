// Products of matrices.
#pragma once

#include <algorithm>
#include <vector>

#include "netdef/broadcast.h"
#include "netdef/math.h"
#include "netdef/onnx_operator.h"
#include "netdef/strided.h"
#include "netdef/wrapped.h"

namespace netdef {
inline namespace onnx_linear {  // other families have things of the same names

// C = A * B for row-major matrices [m, k] and [k, n]; integers wrap around.
template <typename T>
void MatrixProduct(int64_t m, int64_t n, int64_t k, const T* a, const T* b, T* c) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    math::Gemm(math::Trans::kNo, math::Trans::kNo, m, n, k, T(1), a, b, T(0), c);
  } else {
    ParallelFor(0, m, 1 + 32768 / std::max<int64_t>(1, n * k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        std::fill(c + i * n, c + (i + 1) * n, T(0));
        for (int64_t l = 0; l < k; ++l) {
          const T factor = a[i * k + l];
          for (int64_t j = 0; j < n; ++j) c[i * n + j] = AddWrapped(c[i * n + j], MulWrapped(factor, b[l * n + j]));
        }
      }
    });
  }
}

// numpy's matmul: stacks of matrices, matched by its broadcasting; a vector is a row in front and a column behind.
struct MatMulPlan {
  int64_t m = 1, n = 1, k = 1;
  Dims a_batch, b_batch, result;
  BroadcastPlan batches;

  MatMulPlan(Dims a, Dims b) {
    NETDEF_ENFORCE(!a.empty() && !b.empty(), "a scalar cannot be multiplied as a matrix");
    const bool row = a.size() == 1, column = b.size() == 1;
    if (row) a.insert(a.begin(), 1);
    if (column) b.push_back(1);
    m = a[a.size() - 2];
    k = a.back();
    n = b.back();
    NETDEF_ENFORCE(b[b.size() - 2] == k, "matrices of shape [", DimsString(a), "] and [", DimsString(b), "] cannot be multiplied");
    a_batch = DimsBefore(a, a.size() - 2);
    b_batch = DimsBefore(b, b.size() - 2);
    result = BroadcastPlan::ResultDims(a_batch, b_batch);
    batches = BroadcastPlan(a_batch, b_batch);
    if (!row) result.push_back(m);
    if (!column) result.push_back(n);
  }

  // run(number of the product, of A's matrix, of B's)
  template <typename Run>
  void ForEachProduct(Run&& run) const {
    batches.Walk(0, batches.size(), [&](int64_t c, int64_t a, int64_t b, int64_t count) {
      for (int64_t i = 0; i < count; ++i) run(c + i, a + i * batches.inner().a, b + i * batches.inner().b);
    });
  }
};

}  // namespace onnx_linear
}  // namespace netdef
