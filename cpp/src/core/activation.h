// The function that a fused operator applies to its result before writing it.
#pragma once

#include <cstdint>
#include <string>

#include "netdef/schema.h"

namespace netdef {

struct ActivationFunction {
  enum class Kind : uint8_t {
    kNone,
    kRelu,         // max(x, 0)
    kClip,         // min(max(x, alpha), beta)
    kLeakyRelu,    // x < 0 ? alpha * x : x
    kElu,          // x < 0 ? alpha * (exp(x) - 1) : x
    kSigmoid,      // 1 / (1 + exp(-x))
    kTanh,
    kSwish,        // x * sigmoid(x)
    kHardSigmoid,  // min(max(alpha * x + beta, 0), 1)
    kHardSwish,    // x * min(max(alpha * x + beta, 0), 1)
    kGelu,         // x / 2 * (1 + erf(x / sqrt(2)))
    kGeluTanh,     // x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
  };
  Kind kind = Kind::kNone;
  float alpha = 0, beta = 0;

  static const char* Name(Kind kind);
  static Kind FromName(const std::string& name);  // throws for an unknown one
  float operator()(float x) const;
  void Apply(float* x, int64_t n) const;  // in place
};

// To be part of a fused operator's arguments.
struct ActivationArgs {
  std::string activation;
  float alpha = 0, beta = 0;

  template <typename V>
  void Fields(V& v) {
    v("activation", activation, "Function applied to the result; empty for none.");
    v("alpha", alpha, "Its first parameter: lower limit, slope or scale.");
    v("beta", beta, "Its second parameter: upper limit or offset.");
    if constexpr (V::kReads) ActivationFunction::FromName(activation);
  }
  ActivationFunction get() const { return {ActivationFunction::FromName(activation), alpha, beta}; }
};

}  // namespace netdef
