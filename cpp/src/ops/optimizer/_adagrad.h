// The step of Adagrad for one row, which the sparse forms share.
#pragma once

#include <cmath>
#include <cstdint>

namespace netdef {

// Adagrad on a row of `n` weights w, for the gradient scale * g + weight_decay * w. With kRowWise the row has one moment
// h, the sum of mean squared gradients, else one for each weight.
template <bool kRowWise>
void AdagradRow(float* w, float* h, const float* g, float scale, float lr, float weight_decay, float epsilon, int64_t n) {
  const auto gradient = [&](int64_t j) { return scale * g[j] + weight_decay * w[j]; };
  if constexpr (kRowWise) {
    float squares = 0;
    for (int64_t j = 0; j < n; ++j) squares += gradient(j) * gradient(j);
    *h += squares / static_cast<float>(n);
    const float step = lr / (std::sqrt(*h) + epsilon);
    for (int64_t j = 0; j < n; ++j) w[j] += step * gradient(j);
  } else {
    for (int64_t j = 0; j < n; ++j) {
      const float gj = gradient(j);
      h[j] += gj * gj;
      w[j] += lr * gj / (std::sqrt(h[j]) + epsilon);
    }
  }
}

}  // namespace netdef
