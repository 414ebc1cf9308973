// Random numbers from the generator of the context.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <type_traits>
#include <unordered_set>

#include "caffe2/core/common.h"
#include "caffe2/core/types.h"

namespace caffe2 {
namespace math {

template <typename T, class Context>
void RandUniform(size_t n, T low, T high, T* y, Context* context) {
  if constexpr (std::is_integral_v<T>) {
    std::uniform_int_distribution<T> draw(low, high);
    for (size_t i = 0; i < n; ++i) y[i] = draw(context->RandGenerator());
  } else {
    std::uniform_real_distribution<T> draw(low, high);
    for (size_t i = 0; i < n; ++i) y[i] = draw(context->RandGenerator());
  }
}
template <typename T, class Context>
void RandGaussian(size_t n, T mean, T deviation, T* y, Context* context) {
  std::normal_distribution<T> draw(mean, deviation);
  for (size_t i = 0; i < n; ++i) y[i] = draw(context->RandGenerator());
}
// Different values, none of them among `avoid`.
template <typename T, class Context>
void RandUniformUnique(size_t n, T low, T high, T* y, size_t avoided, const T* avoid, Context* context) {
  CAFFE_ENFORCE_LE(n + avoided, static_cast<size_t>(high - low) + 1, "Cannot satisfy the unique requirement");
  std::unordered_set<T> seen(avoid, avoid + avoided);
  for (size_t i = 0; i < n; ++i) {
    do {
      RandUniform<T, Context>(1, low, high, y + i, context);
    } while (!seen.insert(y[i]).second);
  }
}

}  // namespace math
}  // namespace caffe2
