// What our own convolution kernels do with a result before they write it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "core/activation.h"

namespace netdef {

enum class Addend : uint8_t { kNone, kInPlace, kOperand };

// Cut to [low, high]; below zero multiplied by slope.
struct Limits {
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity(), slope = 1;
};

// Empty for activations of another kind, and for those that would change the zeros that fill up a block of channels.
inline std::optional<Limits> LimitsOf(const ActivationFunction& activation) {
  using Kind = ActivationFunction::Kind;
  Limits limits;
  switch (activation.kind) {
    case Kind::kNone: break;
    case Kind::kRelu: limits.low = 0; break;
    case Kind::kLeakyRelu: limits.slope = activation.alpha; break;
    case Kind::kClip:
      limits.low = activation.alpha;
      limits.high = activation.beta;
      break;
    default: return std::nullopt;
  }
  if (limits.low > 0 || limits.high < 0) return std::nullopt;
  return limits;
}

}  // namespace netdef
