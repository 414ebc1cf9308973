// IEEE 754 binary16, stored as bits; arithmetic happens in float.
#pragma once

#include <cstdint>
#include <cstring>

namespace netdef {

struct Half {
  uint16_t bits = 0;

  Half() = default;
  Half(float value) : bits(FromFloat(value)) {}  // NOLINT: converts like a built-in type
  operator float() const { return ToFloat(bits); }

  static float ToFloat(uint16_t h) {
    const uint32_t sign = static_cast<uint32_t>(h & 0x8000u) << 16;
    uint32_t exponent = (h >> 10) & 0x1Fu;
    uint32_t mantissa = h & 0x3FFu;
    uint32_t bits;
    if (exponent == 0x1F) {  // infinity and NaN
      bits = sign | 0x7F800000u | (mantissa << 13);
    } else if (exponent != 0) {
      bits = sign | ((exponent + 112) << 23) | (mantissa << 13);
    } else if (mantissa == 0) {
      bits = sign;
    } else {  // subnormal: shift the leading one into place
      exponent = 113;
      while ((mantissa & 0x400u) == 0) {
        mantissa <<= 1;
        --exponent;
      }
      bits = sign | (exponent << 23) | ((mantissa & 0x3FFu) << 13);
    }
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }

  // Rounds to nearest, ties to even.
  static uint16_t FromFloat(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    const uint16_t sign = static_cast<uint16_t>((bits >> 16) & 0x8000u);
    const uint32_t magnitude = bits & 0x7FFFFFFFu;
    if (magnitude > 0x7F800000u) {  // NaN stays NaN
      return static_cast<uint16_t>(sign | 0x7E00u | ((magnitude >> 13) & 0x3FFu));
    }
    if (magnitude >= 0x477FF000u) {  // rounds past the largest finite value
      return static_cast<uint16_t>(sign | 0x7C00u);
    }
    if (magnitude < 0x38800000u) {  // subnormal or zero: let float addition do the rounding
      float m;
      std::memcpy(&m, &magnitude, sizeof m);
      const float rounded = m + 0.5f;  // ulp(0.5) is 2^-24, the spacing of half's subnormals
      uint32_t r;
      std::memcpy(&r, &rounded, sizeof r);
      return static_cast<uint16_t>(sign | (r - 0x3F000000u));
    }
    const uint32_t odd = (magnitude >> 13) & 1u;
    return static_cast<uint16_t>(sign | ((magnitude - 0x38000000u + 0xFFFu + odd) >> 13));
  }
};

static_assert(sizeof(Half) == 2, "Half is its bits");

}  // namespace netdef
