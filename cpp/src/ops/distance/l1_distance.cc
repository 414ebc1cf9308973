// L1Distance: z[i] = sum of |x - y| over row i.
// dX = dZ * sign(X - Y), 0 where they are closer than 1e-12; dY = -dX.
#include <cmath>

#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct L1Distance {
  template <typename T>
  static T Forward(int64_t n, const T* x, const T* y) {
    T sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; ++i) sum += std::abs(x[i] - y[i]);
    return sum;
  }

  template <typename T>
  static void Backward(int64_t n, const T* x, const T* y, T dz, T* dx, T* dy) {
    constexpr T kSame = T(1e-12);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const T difference = x[i] - y[i];
      dx[i] = difference > kSame ? dz : (difference < -kSame ? -dz : T(0));
      dy[i] = -dx[i];
    }
  }
};

OPERATOR_SCHEMA(L1Distance).FillUsing(RowDistanceSchema).SetDoc("Sum of the absolute differences of each row of X from the same row of Y.");

OPERATOR_SCHEMA(L1DistanceGradient).FillUsing(RowDistanceGradientSchema).SetDoc("Gradient of L1Distance.");

REGISTER_CPU_OPERATOR(L1Distance, RowDistanceOp<L1Distance>);
REGISTER_CPU_OPERATOR(L1DistanceGradient, RowDistanceGradientOp<L1Distance>);
SIMPLE_GRADIENT(L1Distance, "L1DistanceGradient", {I(0), I(1), GO(0)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
