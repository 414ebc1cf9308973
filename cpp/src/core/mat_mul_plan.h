// Shapes of products of stacks of matrices.
#pragma once

#include <cstdint>
#include <utility>

#include "netdef/broadcast.h"
#include "netdef/dims.h"
#include "netdef/error.h"

namespace netdef {

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

}  // namespace netdef
