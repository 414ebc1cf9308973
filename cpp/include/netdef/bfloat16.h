// bfloat16: the upper half of a float, stored as bits; arithmetic happens in float.
#pragma once

#include <cstdint>
#include <cstring>

namespace netdef {

struct BFloat16 {
  uint16_t bits = 0;

  BFloat16() = default;
  BFloat16(float value) : bits(FromFloat(value)) {}  // NOLINT: converts like a built-in type
  operator float() const { return ToFloat(bits); }

  static float ToFloat(uint16_t b) {
    const uint32_t wide = static_cast<uint32_t>(b) << 16;
    float value;
    std::memcpy(&value, &wide, sizeof value);
    return value;
  }

  // Rounds to nearest, ties to even.
  static uint16_t FromFloat(float value) {
    uint32_t wide;
    std::memcpy(&wide, &value, sizeof wide);
    const bool nan = (wide & 0x7FFFFFFFu) > 0x7F800000u;
    const uint32_t rounded = wide + 0x7FFFu + ((wide >> 16) & 1u);
    return static_cast<uint16_t>((nan ? (wide | 0x00400000u) : rounded) >> 16);
  }
};

static_assert(sizeof(BFloat16) == 2, "BFloat16 is its bits");

}  // namespace netdef
