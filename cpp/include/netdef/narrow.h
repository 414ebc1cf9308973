// Numbers of 8 bits and less, one per byte in memory; arithmetic happens in float or int.
// Formats: OCP "8-bit Floating Point" and "Microscaling Formats" 1.0; the fnuz ones: https://arxiv.org/abs/2206.02915
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace netdef {

// What the codes that IEEE 754 keeps for infinity and NaN mean.
enum class Specials : uint8_t {
  kIeee,     // as there
  kNan,      // no infinity; NaN is the code with all bits set
  kOneNan,   // no infinity, no negative zero, whose code is NaN
  kNone,     // every code is a number
};

// A float with one sign bit. `value` beyond the largest number becomes that number.
template <int kExponentBits, int kMantissaBits, int kBias, Specials kSpecials>
struct NarrowFloat {
  uint8_t bits = 0;

  NarrowFloat() = default;
  NarrowFloat(float value) : bits(FromFloat(value, true)) {}  // NOLINT: converts like a built-in type
  operator float() const { return ToFloat(bits); }

  static constexpr int kSign = 1 << (kExponentBits + kMantissaBits);
  static constexpr int kMax = kSpecials == Specials::kIeee  ? kSign - 1 - (1 << kMantissaBits)
                              : kSpecials == Specials::kNan ? kSign - 2
                                                            : kSign - 1;
  static constexpr int kNan = kSpecials == Specials::kIeee     ? kSign - (1 << (kMantissaBits - 1))
                              : kSpecials == Specials::kOneNan ? kSign
                                                               : kSign - 1;

  static float ToFloat(uint8_t code) {
    const int magnitude = code & (kSign - 1), exponent = magnitude >> kMantissaBits;
    const int mantissa = magnitude & ((1 << kMantissaBits) - 1);
    const bool negative = (code & kSign) != 0;
    constexpr float kQuietNan = std::numeric_limits<float>::quiet_NaN();
    if (kSpecials == Specials::kOneNan && (code & (2 * kSign - 1)) == kSign) return kQuietNan;
    if (kSpecials == Specials::kNan && magnitude > kMax) return negative ? -kQuietNan : kQuietNan;
    float value;
    if (kSpecials == Specials::kIeee && magnitude > kMax) {
      value = mantissa == 0 ? std::numeric_limits<float>::infinity() : kQuietNan;
    } else if (exponent == 0) {
      value = std::ldexp(static_cast<float>(mantissa), 1 - kBias - kMantissaBits);
    } else {
      value = std::ldexp(static_cast<float>(mantissa + (1 << kMantissaBits)), exponent - kBias - kMantissaBits);
    }
    return negative ? -value : value;
  }

  // Rounds to nearest, ties to even. What is too large becomes the largest number with `saturate`, else infinity
  // or, where there is none, NaN.
  static uint8_t FromFloat(float value, bool saturate) {
    const int sign = std::signbit(value) ? kSign : 0;
    if (value != value) return static_cast<uint8_t>(kSpecials == Specials::kOneNan ? kNan : sign | kNan);
    const float magnitude = std::fabs(value);
    int code = kMax + 1;
    if (magnitude <= 2 * ToFloat(static_cast<uint8_t>(kMax))) {
      const int exponent = magnitude == 0 ? 1 - kBias : std::max(std::ilogb(magnitude), 1 - kBias);
      code = ((exponent + kBias - 1) << kMantissaBits) +
             static_cast<int>(std::nearbyint(std::ldexp(magnitude, kMantissaBits - exponent)));
    }
    if (code > kMax) {
      if (!saturate && kSpecials == Specials::kIeee) return static_cast<uint8_t>(sign | (kMax + 1));
      if (!saturate && kSpecials == Specials::kNan) return static_cast<uint8_t>(sign | kNan);
      if (!saturate && kSpecials == Specials::kOneNan) return static_cast<uint8_t>(kNan);
      code = kMax;
    }
    if (kSpecials == Specials::kOneNan && code == 0) return 0;
    return static_cast<uint8_t>(sign | code);
  }
};

using Float8E4M3FN = NarrowFloat<4, 3, 7, Specials::kNan>;
using Float8E4M3FNUZ = NarrowFloat<4, 3, 8, Specials::kOneNan>;
using Float8E5M2 = NarrowFloat<5, 2, 15, Specials::kIeee>;
using Float8E5M2FNUZ = NarrowFloat<5, 2, 16, Specials::kOneNan>;
using Float6E2M3 = NarrowFloat<2, 3, 1, Specials::kNone>;
using Float6E3M2 = NarrowFloat<3, 2, 3, Specials::kNone>;
using Float4E2M1 = NarrowFloat<2, 1, 1, Specials::kNone>;

// 2^(bits - 127): the scales of the microscaling formats. No sign, no zero; 255 is NaN.
struct Float8E8M0 {
  uint8_t bits = 0;

  Float8E8M0() = default;
  Float8E8M0(float value) : bits(FromFloat(value, true)) {}  // NOLINT: converts like a built-in type
  operator float() const { return bits == 255 ? std::numeric_limits<float>::quiet_NaN() : std::ldexp(1.0f, bits - 127); }

  enum class Rounding : uint8_t { kUp, kDown, kNearest };
  static uint8_t FromFloat(float value, bool saturate, Rounding rounding = Rounding::kNearest) {
    if (value != value || value < 0) return 255;
    if (std::isinf(value)) return saturate ? 254 : 255;
    if (value < std::ldexp(1.0f, -127)) return 0;
    int exponent;
    const float mantissa = std::frexp(value, &exponent);  // value = mantissa * 2^exponent, 0.5 <= mantissa < 1
    const bool up = rounding == Rounding::kUp ? mantissa > 0.5f : rounding == Rounding::kNearest && mantissa >= 0.75f;
    const int code = exponent - 1 + 127 + (up ? 1 : 0);
    return code <= 254 ? static_cast<uint8_t>(code) : saturate ? 254 : 255;
  }
};

// An integer in the low bits of a byte; the others mean nothing.
template <int kBits, bool kSigned>
struct NarrowInt {
  uint8_t bits = 0;

  NarrowInt() = default;
  NarrowInt(int value) : bits(static_cast<uint8_t>(value & kMask)) {}  // NOLINT: converts like a built-in type
  operator int() const {
    const int low = bits & kMask;
    return kSigned && (low >> (kBits - 1)) != 0 ? low - (1 << kBits) : low;
  }

  static constexpr int kMask = (1 << kBits) - 1;
  static constexpr int kMin = kSigned ? -(1 << (kBits - 1)) : 0;
  static constexpr int kMax = kSigned ? (1 << (kBits - 1)) - 1 : kMask;
};

using Int4 = NarrowInt<4, true>;
using Uint4 = NarrowInt<4, false>;
using Int2 = NarrowInt<2, true>;
using Uint2 = NarrowInt<2, false>;

}  // namespace netdef
