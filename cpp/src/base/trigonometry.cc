#include "base/trigonometry.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "netdef/simd.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace trigonometry {
namespace {

// Up to here the quarter turns in x, times the high part of pi / 2, are exact in double.
constexpr float kLargest = 1048576.0f;
constexpr int64_t kBlock = 512;

// x less its quarter turns, -pi/4 <= rest <= pi/4, and how many these are.
inline float Reduce(float x, uint32_t* quarters) {
  constexpr double kTwoByPi = 0.63661977236758134, kHigh = 1.5707963267341256, kLow = 6.077100506506192e-11;
  constexpr double kRound = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves the nearest integer in the low bits
  const double wide = x, shifted = wide * kTwoByPi + kRound, k = shifted - kRound;
  uint64_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  *quarters = static_cast<uint32_t>(bits);
  return static_cast<float>((wide - k * kHigh) - k * kLow);
}

// Minimax fits of our own, of the remainder after the leading terms.
inline float SinOfRest(float r, float rr) { return r * rr * vec::Polynomial(rr, -0.16666655f, 0.00833216f, -0.00019515282f) + r; }
inline float CosOfRest(float rr) { return rr * rr * vec::Polynomial(rr, 0.041666646f, -0.0013887316f, 2.4433157e-05f) - 0.5f * rr + 1.0f; }

inline float Turned(float x, uint32_t more) {
  uint32_t quarters;
  const float r = Reduce(x, &quarters), rr = r * r;
  quarters += more;
  const float y = (quarters & 1u) != 0 ? CosOfRest(rr) : SinOfRest(r, rr);
  return vec::FromBits(vec::ToBits(y) ^ (quarters & 2u) << 30);
}

struct EachSin {
  static float Near(float x) { return Turned(x, 0); }
  template <typename T>
  static T Anywhere(T x) {
    return std::sin(x);
  }
};
struct EachCos {
  static float Near(float x) { return Turned(x, 1); }
  template <typename T>
  static T Anywhere(T x) {
    return std::cos(x);
  }
};
struct EachTan {
  static float Near(float x) {
    uint32_t quarters;
    const float r = Reduce(x, &quarters), rr = r * r, sin = SinOfRest(r, rr), cos = CosOfRest(rr);
    const bool odd = (quarters & 1u) != 0;
    return (odd ? -cos : sin) / (odd ? sin : cos);
  }
  template <typename T>
  static T Anywhere(T x) {
    return std::tan(x);
  }
};

template <typename Function>
NETDEF_SIMD void NearRun(const float* x, int64_t n, float* y) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) y[i] = Function::Near(x[i]);
}

NETDEF_SIMD bool AllNear(const float* x, int64_t n) {
  int far = 0;
#pragma omp simd reduction(| : far)
  for (int64_t i = 0; i < n; ++i) far |= !(std::abs(x[i]) <= kLargest);
  return far == 0;
}

template <typename Function, typename T>
void AnywhereRun(const T* x, int64_t n, T* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = Function::Anywhere(x[i]);
}

template <typename Function>
void BlockwiseRun(const float* x, int64_t n, float* y) {
  for (int64_t i = 0; i < n; i += kBlock) {
    const int64_t count = std::min(kBlock, n - i);
    AllNear(x + i, count) ? NearRun<Function>(x + i, count, y + i) : AnywhereRun<Function>(x + i, count, y + i);
  }
}

}  // namespace

void Sin::Run(const float* x, int64_t n, float* y) { BlockwiseRun<EachSin>(x, n, y); }
void Sin::Run(const double* x, int64_t n, double* y) { AnywhereRun<EachSin>(x, n, y); }
void Cos::Run(const float* x, int64_t n, float* y) { BlockwiseRun<EachCos>(x, n, y); }
void Cos::Run(const double* x, int64_t n, double* y) { AnywhereRun<EachCos>(x, n, y); }
void Tan::Run(const float* x, int64_t n, float* y) { BlockwiseRun<EachTan>(x, n, y); }
void Tan::Run(const double* x, int64_t n, double* y) { AnywhereRun<EachTan>(x, n, y); }

}  // namespace trigonometry
}  // namespace netdef
