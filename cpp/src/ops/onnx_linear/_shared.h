// Products of matrices.
#pragma once

#include <algorithm>
#include <vector>

#include "base/grain.h"
#include "core/mat_mul_plan.h"
#include "netdef/math.h"
#include "netdef/onnx_operator.h"
#include "netdef/wrapped.h"

namespace netdef {
inline namespace onnx_linear {  // other families have things of the same names

// C = A * B for row-major matrices [m, k] and [k, n]; integers wrap around.
template <typename T>
void MatrixProduct(int64_t m, int64_t n, int64_t k, const T* a, const T* b, T* c) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    math::Gemm(math::Trans::kNo, math::Trans::kNo, m, n, k, T(1), a, b, T(0), c);
  } else {
    ParallelFor(0, m, GrainFor(32768, n * k), [&](int64_t begin, int64_t end) {
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

}  // namespace onnx_linear
}  // namespace netdef
