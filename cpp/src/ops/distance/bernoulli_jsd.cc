// BernoulliJSD: the Jensen-Shannon divergence of two Bernoulli distributions given by their
// probabilities: H((p + q) / 2) - (H(p) + H(q)) / 2 with the entropy H in nats.
// dP = dL * (logit(p) - logit((p + q) / 2)) / 2.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

constexpr double kLeast = 1e-20;  // probabilities are kept that far from 0 and 1

template <typename T>
T Entropy(T p) {
  const T q = T(1) - p;
  if (p < T(kLeast) || q < T(kLeast)) return 0;
  return -p * std::log(p) - q * std::log(q);
}

template <typename T>
T Logit(T p) {
  const T x = std::min(std::max(p, T(kLeast)), T(1) - T(kLeast));
  return -std::log(T(1) / x - T(1));
}

struct BernoulliJSD : CostlyFormula {
  template <typename T>
  T operator()(T p, T q, const NoArgs&) const {
    return Entropy((p + q) / T(2)) - (Entropy(p) + Entropy(q)) / T(2);
  }
};

struct BernoulliJSDGradient : CostlyFormula {
  template <typename T>
  T operator()(T dl, T p, T q, const NoArgs&) const {
    return dl * (Logit(p) - Logit((p + q) / T(2))) / T(2);
  }
};

OPERATOR_SCHEMA(BernoulliJSD)
    .FillUsing(PointwiseSchema)
    .NumInputs(2)
    .SetDoc("Jensen-Shannon divergence of Bernoulli distributions, element by element, in nats.")
    .Input(0, "P", "Probabilities.")
    .Input(1, "Q", "Probabilities, as many.")
    .Output(0, "L", "Shape and type of P.");

OPERATOR_SCHEMA(BernoulliJSDGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .IdenticalTypeAndShapeOfInput(1)
    .SetDoc("Gradient of BernoulliJSD with respect to its first input.")
    .Input(0, "dL", "Gradient of L.")
    .Input(1, "P", "Probabilities.")
    .Input(2, "Q", "Probabilities.")
    .Output(0, "dP", "Gradient of P.");

REGISTER_CPU_OPERATOR(BernoulliJSD, BinaryMapOp<BernoulliJSD>);
REGISTER_CPU_OPERATOR(BernoulliJSDGradient, TernaryMapOp<BernoulliJSDGradient>);
SIMPLE_GRADIENT(BernoulliJSD, "BernoulliJSDGradient", {GO(0), I(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
