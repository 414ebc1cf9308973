// What the losses have in common.
#pragma once

#include <cmath>

#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {

// Probabilities below this count as this, so that a logarithm stays finite.
constexpr float kSmallestProbability = 1e-20f;

inline float LogOf(float probability) { return std::log(std::max(probability, kSmallestProbability)); }

// A batch: the first dim counts examples, the others are the classes of one. A vector is one example.
struct Batch {
  int64_t examples, classes;
};
inline Batch BatchOf(const Dims& dims) {
  if (dims.size() < 2) return {1, SizeFromDim(dims, 0)};
  return {dims[0], SizeFromDim(dims, 1)};
}

// Throws unless every label names one of `classes` classes.
inline void CheckLabels(const char* op, const int32_t* labels, int64_t n, int64_t classes) {
  for (int64_t i = 0; i < n; ++i) {
    NETDEF_ENFORCE(labels[i] >= 0 && labels[i] < classes, "[", op, "] Label seems to be outside of supported range: got ",
                   labels[i], ". Supported labels are in range [0,", classes, ")");
  }
}

// Softmax of one row; returns the logarithm of the sum that was divided by, for use as
// log softmax = x - that.
inline float SoftmaxRow(const float* x, int64_t n, float* y) {
  const float top = *std::max_element(x, x + n);
  float sum = 0;
  for (int64_t j = 0; j < n; ++j) sum += y[j] = std::exp(x[j] - top);
  const float inverse = 1 / sum;
  for (int64_t j = 0; j < n; ++j) y[j] *= inverse;
  return top + std::log(sum);
}

}  // namespace netdef
