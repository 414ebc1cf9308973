// SquaredL2Distance: z[i] = half the sum of (x - y)^2 over row i.
// dX = dZ * (X - Y), dY = -dX.
#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct SquaredL2Distance {
  template <typename T>
  static T Forward(int64_t n, const T* x, const T* y) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
    return T(0.5) * sum;
  }

  template <typename T>
  static void Backward(int64_t n, const T* x, const T* y, T dz, T* dx, T* dy) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      dx[i] = dz * (x[i] - y[i]);
      dy[i] = -dx[i];
    }
  }
};

OPERATOR_SCHEMA(SquaredL2Distance).FillUsing(RowDistanceSchema).SetDoc("Half the squared Euclidean distance of each row of X from the same row of Y.");

OPERATOR_SCHEMA(SquaredL2DistanceGradient).FillUsing(RowDistanceGradientSchema).SetDoc("Gradient of SquaredL2Distance.");

REGISTER_CPU_OPERATOR(SquaredL2Distance, RowDistanceOp<SquaredL2Distance>);
REGISTER_CPU_OPERATOR(SquaredL2DistanceGradient, RowDistanceGradientOp<SquaredL2Distance>);
SIMPLE_GRADIENT(SquaredL2Distance, "SquaredL2DistanceGradient", {I(0), I(1), GO(0)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
