// Arc tangent, sine and cosine without branches, so that loops over them vectorise. For float within 4 units in the last place
// of the exact result, infinities and NaN included; for double they are the standard library's.
//
// The polynomials are minimax fits of our own, of the remainder after the leading term.
#pragma once

#include <cmath>

#include "netdef/vector_math.h"

namespace netdef {
namespace vec {

namespace internal {

// pi / 2 as a float and what that lacks.
constexpr float kQuarterTurn = 1.57079637f, kQuarterTurnLow = -4.37113883e-8f;

// What the arc sine of |x| is made of: y = asin(|x|) up to a half, above it asin(sqrt((1 - |x|) / 2)), half of acos(|x|).
inline float HalfArc(float a, bool far) {
  const float z = far ? (1.0f - a) * 0.5f : a * a;
  const float s = far ? std::sqrt(z) : a;
  return s * z * Polynomial(z, 0.166666672f, 0.0749992505f, 0.0447844155f, 0.0280021876f, 0.035021048f) + s;
}

}  // namespace internal

inline float Atan(float x) {
  const float a = std::abs(x);
  const bool far = a > 2.41421354f, middle = a > 0.414213568f;  // tan of 3/8 and of 1/8 of pi
  const float t = (far ? -1.0f : (middle ? a - 1.0f : a)) / (far ? a : (middle ? a + 1.0f : 1.0f));
  const float turn = far ? 1.0f : (middle ? 0.5f : 0.0f), tt = t * t;
  const float rest = t * tt * Polynomial(tt, -0.333333224f, 0.199889883f, -0.139807731f, 0.0834304616f) + turn * internal::kQuarterTurnLow;
  return std::copysign(turn * internal::kQuarterTurn + (t + rest), x);
}

inline float Asin(float x) {
  const float a = std::abs(x);
  const bool far = a > 0.5f;
  const float y = internal::HalfArc(a, far);
  return std::copysign(far ? internal::kQuarterTurn - (2.0f * y - internal::kQuarterTurnLow) : y, x);
}

inline float Acos(float x) {
  const float a = std::abs(x);
  const bool far = a > 0.5f;
  const float y = internal::HalfArc(a, far);
  const float near = internal::kQuarterTurn - (std::copysign(y, x) - internal::kQuarterTurnLow);
  const float beyond = x > 0.0f ? 2.0f * y : 2.0f * internal::kQuarterTurn - 2.0f * (y - internal::kQuarterTurnLow);
  return far ? beyond : near;
}

inline double Atan(double x) { return std::atan(x); }
inline double Asin(double x) { return std::asin(x); }
inline double Acos(double x) { return std::acos(x); }

}  // namespace vec
}  // namespace netdef
