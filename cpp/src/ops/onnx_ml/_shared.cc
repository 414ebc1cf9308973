#include "ops/onnx_ml/_shared.h"

#include <limits>

namespace netdef {
inline namespace onnx_ml {  // other families have things of the same names
namespace {

// The inverse of the error function: Winitzki's approximation, then steps of Newton's method.
double InverseErf(double x) {
  if (x <= -1 || x >= 1) return x < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  constexpr double kPi = 3.14159265358979323846, kA = 0.147, kTwoOverSqrtPi = 1.1283791670955126;  // Winitzki's a
  const double log = std::log(1 - x * x), half = 2 / (kPi * kA) + log / 2;
  double y = std::copysign(std::sqrt(std::sqrt(half * half - log / kA) - half), x);
  for (int i = 0; i < 3; ++i) y -= (std::erf(y) - x) / (kTwoOverSqrtPi * std::exp(-y * y));
  return y;
}

}  // namespace

void Transform(PostTransform transform, std::vector<double>* scores) {
  switch (transform) {
    case PostTransform::kNone: return;
    case PostTransform::kLogistic:
      for (double& s : *scores) s = 1 / (1 + std::exp(-s));
      return;
    case PostTransform::kProbit:
      for (double& s : *scores) s = 1.4142135623730951 * InverseErf(2 * s - 1);
      return;
    case PostTransform::kSoftmax:
    case PostTransform::kSoftmaxZero: {
      if (scores->empty()) return;
      const double top = *std::max_element(scores->begin(), scores->end());
      double sum = 0;
      for (double& s : *scores) {
        s = transform == PostTransform::kSoftmaxZero && s == 0 ? 0 : std::exp(s - top);
        sum += s;
      }
      for (double& s : *scores) s /= sum == 0 ? 1 : sum;
    }
  }
}

}  // namespace onnx_ml
}  // namespace netdef
