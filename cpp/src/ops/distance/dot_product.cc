// DotProduct: z[i] = sum of x * y over row i.
// dX = dZ * Y, dY = dZ * X.
#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct DotProduct {
  template <typename T>
  static T Forward(int64_t n, const T* x, const T* y) {
    return DotRow(n, x, y);
  }

  template <typename T>
  static void Backward(int64_t n, const T* x, const T* y, T dz, T* dx, T* dy) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      dx[i] = dz * y[i];
      dy[i] = dz * x[i];
    }
  }
};

OPERATOR_SCHEMA(DotProduct).FillUsing(RowDistanceSchema).SetDoc("Inner product of each row of X with the same row of Y.");

OPERATOR_SCHEMA(DotProductGradient).FillUsing(RowDistanceGradientSchema).SetDoc("Gradient of DotProduct.");

REGISTER_CPU_OPERATOR(DotProduct, RowDistanceOp<DotProduct>);
REGISTER_CPU_OPERATOR(DotProductGradient, RowDistanceGradientOp<DotProduct>);
SIMPLE_GRADIENT(DotProduct, "DotProductGradient", {I(0), I(1), GO(0)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
