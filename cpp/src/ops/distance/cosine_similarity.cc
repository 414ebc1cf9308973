// CosineSimilarity: z[i] = x.y / (|x| * |y|) for the rows x and y, whose squared lengths are at least 1e-12.
// dX = dZ / (|x| * |y|) * Y - dZ * x.y / (|x|^3 * |y|) * X, dY alike.
#include <cmath>

#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct CosineSimilarity {
  static constexpr double kLeast = 1e-12;

  template <typename T>
  static T Forward(int64_t n, const T* x, const T* y) {
    const T xx = std::max(DotRow(n, x, x), T(kLeast)), yy = std::max(DotRow(n, y, y), T(kLeast));
    return DotRow(n, x, y) / (std::sqrt(xx) * std::sqrt(yy));
  }

  template <typename T>
  static void Backward(int64_t n, const T* x, const T* y, T dz, T* dx, T* dy) {
    const T xx = std::max(DotRow(n, x, x), T(kLeast)), yy = std::max(DotRow(n, y, y), T(kLeast));
    const T scale = dz / (std::sqrt(xx) * std::sqrt(yy));
    const T cosine = scale * DotRow(n, x, y);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      dx[i] = scale * y[i] - cosine / xx * x[i];
      dy[i] = scale * x[i] - cosine / yy * y[i];
    }
  }
};

OPERATOR_SCHEMA(CosineSimilarity).FillUsing(RowDistanceSchema).SetDoc("Cosine of the angle between each row of X and the same row of Y.");

OPERATOR_SCHEMA(CosineSimilarityGradient).FillUsing(RowDistanceGradientSchema).SetDoc("Gradient of CosineSimilarity.");

REGISTER_CPU_OPERATOR(CosineSimilarity, RowDistanceOp<CosineSimilarity>);
REGISTER_CPU_OPERATOR(CosineSimilarityGradient, RowDistanceGradientOp<CosineSimilarity>);
SIMPLE_GRADIENT(CosineSimilarity, "CosineSimilarityGradient", {I(0), I(1), GO(0)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
