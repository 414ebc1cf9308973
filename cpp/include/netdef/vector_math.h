// Elementary functions without branches, tables or calls, so that loops over them vectorise. For float
// they are within 3 units in the last place of the exact result, infinities and NaN included; only the
// tail of NormalCdf is no better than 1e-5 of its value. For double they are the standard library's.
//
// The polynomials are minimax fits of our own, of the remainder after the leading terms.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace netdef {
namespace vec {

inline float FromBits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

inline uint32_t ToBits(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

// c0 + c1 * x + c2 * x^2 + ...
inline float Polynomial(float /*x*/, float c0) { return c0; }
template <typename... Rest>
inline float Polynomial(float x, float c0, Rest... rest) {
  return Polynomial(x, rest...) * x + c0;
}

namespace internal {

// exp(x) = 2^n * (1 + q), -ln(2)/2 <= r <= ln(2)/2 and q = exp(r) - 1; x must lie between -150 and 150.
inline float ExpReduced(float x, uint32_t* n) {
  constexpr float kLog2E = 1.44269504f, kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  const float shifted = x * kLog2E + kRound;
  *n = ToBits(shifted) - ToBits(kRound);
  const float k = shifted - kRound;
  const float r = (x - k * kLn2High) - k * kLn2Low;
  return r * r * Polynomial(r, 0.49999994f, 0.166665152f, 0.0416682288f, 0.00836938433f, 0.00138254452f) + r;
}

// y * 2^n for -300 < n < 300, through infinity and subnormals.
inline float Scale(float y, uint32_t n) {
  const uint32_t half = (n >> 1) | (n & 0x80000000u);  // n / 2, rounded down
  return y * FromBits((half + 127u) << 23) * FromBits((n - half + 127u) << 23);
}

}  // namespace internal

inline float Exp(float x) {
  const float limited = x < -150.0f ? -150.0f : (x > 150.0f ? 150.0f : x);
  uint32_t n;
  const float q = internal::ExpReduced(limited, &n);
  return internal::Scale(q + 1.0f, n);
}

// exp(x) - 1 for x <= 0 with full accuracy near 0; for x > 0 as good as exp.
inline float Expm1(float x) {
  const float near = x * x * Polynomial(x, 0.50000006f, 0.166666687f, 0.0416650921f, 0.00833302736f, 0.00140037411f, 0.000200001872f) + x;
  const float far = Exp(x) - 1.0f;
  return std::abs(x) < 0.5f ? near : far;
}

inline float Log(float x) {
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  constexpr uint32_t kSqrtHalf = 0x3f3504f3u;  // bits of sqrt(0.5)
  const bool tiny = x < std::numeric_limits<float>::min();
  const uint32_t bits = ToBits(tiny ? x * 8388608.0f : x) - kSqrtHalf;
  // x = 2^e * m with sqrt(0.5) <= m < sqrt(2)
  const auto e = static_cast<float>(static_cast<int32_t>(bits) >> 23) - (tiny ? 23.0f : 0.0f);
  const float f = FromBits((bits & 0x007fffffu) + kSqrtHalf) - 1.0f;
  const float ff = f * f;
  const float y = ((ff * f * Polynomial(f, 0.333333313f, -0.250008196f, 0.200012445f, -0.166234136f, 0.142015025f, -0.131594747f, 0.127627134f, -0.0763743147f) + e * kLn2Low) - 0.5f * ff + f) + e * kLn2High;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float special = x == 0.0f ? -kInfinity : (x > 0.0f ? x : std::numeric_limits<float>::quiet_NaN());
  return (x > 0.0f) & (x < kInfinity) ? y : special;
}

// ln(1 + x) for x >= 0
inline float Log1p(float x) {
  const float w = 1.0f + x;
  const float lost = x / (w - 1.0f);  // makes good for what was rounded off in 1 + x
  return w == 1.0f ? x : Log(w) * (x < 1e10f ? lost : 1.0f);
}

inline float Tanh(float x) {
  const float a = std::abs(x);
  const float near = a * a * a * Polynomial(a * a, -0.333332807f, 0.133314162f, -0.0537379384f, 0.0206341185f, -0.00570009183f) + a;
  const float far = 1.0f - 2.0f / (Exp(2.0f * (a > 20.0f ? 20.0f : a)) + 1.0f);
  const float y = a < 0.625f ? near : (a > 20.0f ? 1.0f : far);
  return x != x ? x : std::copysign(y, x);
}

inline float Sigmoid(float x) { return 1.0f / (1.0f + Exp(-x)); }

// 1 - erf(x) for x >= 0, as exp(-x^2) times a smooth function of (x - 2) / (x + 2)
inline float ErfcPositive(float x) {
  const float limited = x > 10.5f ? 10.5f : x;
  const float tail = Polynomial((limited - 2.0f) / (limited + 2.0f), 1.27697837f, -0.0927639902f, -0.166031033f, 0.164055631f, -0.0542062372f, -0.00806170795f, 0.00863458123f, 0.00131691073f, -0.00123040797f, -0.000401552388f) / (1.0f + 2.0f * limited);
  return Exp(-limited * limited) * tail;
}

inline float Erf(float x) {
  const float a = std::abs(x);
  const float near = a * Polynomial(a * a, 1.12837911f, -0.37612465f, 0.11282327f, -0.0268114042f, 0.00511859357f, -0.000745838624f, 6.17129699e-05f);
  const float y = a < 1.0f ? near : 1.0f - ErfcPositive(a);
  return x != x ? x : std::copysign(y, x);
}

// P(X <= x) for a standard normal X
inline float NormalCdf(float x) {
  const float tail = 0.5f * ErfcPositive(std::abs(x) * 0.7071067811865476f);
  return x != x ? x : (x < 0.0f ? tail : 1.0f - tail);
}

inline double Exp(double x) { return std::exp(x); }
inline double Expm1(double x) { return std::expm1(x); }
inline double Log(double x) { return std::log(x); }
inline double Log1p(double x) { return std::log1p(x); }
inline double Tanh(double x) { return std::tanh(x); }
inline double Sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
inline double Erf(double x) { return std::erf(x); }
inline double NormalCdf(double x) { return 0.5 * std::erfc(-x * 0.7071067811865476); }

}  // namespace vec
}  // namespace netdef
