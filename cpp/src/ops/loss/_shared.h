// What the losses have in common.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

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

// Throws unless inputs 0 and 1 are a matrix of predictions and a vector of one label for each of its rows.
inline void CheckPredictions(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "predictions must be a matrix");
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "labels must be 1-D");
  NETDEF_ENFORCE_EQ(in[1].dims[0], in[0].dims[0], "expected one label for each example");
}

// (X, label, dY) -> dX of losses that are a number for each example.
inline std::vector<TensorSpec> ExampleLossGradientShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[2].dims == Dims{BatchOf(in[0].dims).examples}, "expected one gradient for each example, got shape [",
                 DimsString(in[2].dims), "]");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

// Rows along the last dim: how many (as dims), and how long.
inline Dims RowDims(const Dims& dims) { return dims.empty() ? dims : DimsBefore(dims, dims.size() - 1); }
inline int64_t RowLength(const Dims& dims) { return dims.empty() ? 1 : dims.back(); }

inline float Sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

// log(1 + exp(x)), without overflow.
template <typename T>
T Softplus(T x) {
  return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
}

// The first example behind each session, from the sessions' lengths.
inline std::vector<int64_t> SessionEnds(const Tensor& lengths) {
  std::vector<int64_t> ends;
  const int32_t* length = lengths.data<int32_t>();
  int64_t end = 0;
  for (int64_t i = 0; i < lengths.numel(); ++i) {
    NETDEF_ENFORCE_GE(length[i], 0, "session lengths must not be negative");
    ends.push_back(end += length[i]);
  }
  return ends;
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
