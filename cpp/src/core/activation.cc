#include "core/activation.h"

#include <algorithm>
#include <cmath>

#include "netdef/error.h"
#include "netdef/simd.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

using Kind = ActivationFunction::Kind;

constexpr const char* kNames[] = {"",     "relu",  "clip",         "leaky_relu", "elu", "sigmoid",
                                  "tanh", "swish", "hard_sigmoid", "hard_swish", "gelu", "gelu_tanh"};

template <typename Fn>
NETDEF_SIMD void Map(float* x, int64_t n, const Fn fn) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) x[i] = fn(x[i]);
}

}  // namespace

const char* ActivationFunction::Name(Kind kind) { return kNames[static_cast<size_t>(kind)]; }

Kind ActivationFunction::FromName(const std::string& name) {
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) return static_cast<Kind>(i);
  }
  std::string known;
  for (const char* n : kNames) known += std::string(known.empty() ? "" : ", ") + n;
  NETDEF_THROW("there is no activation '", name, "'; there are: ", known);
}

float ActivationFunction::operator()(float x) const {
  switch (kind) {
    case Kind::kNone: return x;
    case Kind::kRelu: return x < 0 ? 0 : x;
    case Kind::kClip: return std::min(std::max(x, alpha), beta);
    case Kind::kLeakyRelu: return x < 0 ? alpha * x : x;
    case Kind::kElu: return x < 0 ? alpha * std::expm1(x) : x;
    case Kind::kSigmoid: return 1 / (1 + std::exp(-x));
    case Kind::kTanh: return std::tanh(x);
    case Kind::kSwish: return x / (1 + std::exp(-x));
    case Kind::kHardSigmoid: return std::min(std::max(alpha * x + beta, 0.0f), 1.0f);
    case Kind::kHardSwish: return x * std::min(std::max(alpha * x + beta, 0.0f), 1.0f);
    case Kind::kGelu: return 0.5f * x * (1 + std::erf(x * 0.70710678f));
    case Kind::kGeluTanh: return 0.5f * x * (1 + std::tanh(0.79788456f * (x + 0.044715f * x * x * x)));
  }
  return x;
}

void ActivationFunction::Apply(float* x, int64_t n) const {
  switch (kind) {
    case Kind::kNone: return;
    case Kind::kElu: return Map(x, n, [a = alpha](float v) { return v < 0 ? a * vec::Expm1(v) : v; });
    case Kind::kSigmoid: return Map(x, n, [](float v) { return vec::Sigmoid(v); });
    case Kind::kTanh: return Map(x, n, [](float v) { return vec::Tanh(v); });
    case Kind::kSwish: return Map(x, n, [](float v) { return v * vec::Sigmoid(v); });
    case Kind::kGelu: return Map(x, n, [](float v) { return v * vec::NormalCdf(v); });
    case Kind::kGeluTanh: return Map(x, n, [](float v) { return 0.5f * v * (1 + vec::Tanh(0.79788456f * (v + 0.044715f * v * v * v))); });
    default: return Map(x, n, *this);  // no more than products and comparisons
  }
}

}  // namespace netdef
