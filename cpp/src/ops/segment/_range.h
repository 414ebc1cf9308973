// Reductions of segments that look at all rows of a segment at once, column by column: sum, mean, maximum and the
// logarithm of the sum or mean of exponentials. The gradient looks at the rows and at the result.
#pragma once

#include "ops/segment/_shared.h"

namespace netdef {

// Each has Forward(n values, one every `stride`) and Backward(value, result, gradient of the result, n): the gradient
// of one of the values.
struct RangeSum {
  static float Forward(const float* x, int64_t n, int64_t stride) {
    float sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += x[i * stride];
    return sum;
  }
  static float Backward(float, float, float dy, int64_t) { return dy; }
};

struct RangeMean {
  static float Forward(const float* x, int64_t n, int64_t stride) { return RangeSum::Forward(x, n, stride) / static_cast<float>(n); }
  static float Backward(float, float, float dy, int64_t n) { return dy / static_cast<float>(n); }
};

struct RangeMax {
  static float Forward(const float* x, int64_t n, int64_t stride) {
    float max = x[0];
    for (int64_t i = 1; i < n; ++i) max = std::max(max, x[i * stride]);
    return max;
  }
  // Every value that reaches the maximum gets the gradient.
  static float Backward(float x, float y, float dy, int64_t) { return x == y ? dy : 0.0f; }
};

struct RangeLogSumExp {
  static float Forward(const float* x, int64_t n, int64_t stride) {
    const float max = RangeMax::Forward(x, n, stride);
    float sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += std::exp(x[i * stride] - max);
    return max + std::log(sum);
  }
  static float Backward(float x, float y, float dy, int64_t) { return dy * std::exp(x - y); }
};

struct RangeLogMeanExp {
  static float Forward(const float* x, int64_t n, int64_t stride) {
    return RangeLogSumExp::Forward(x, n, stride) - std::log(static_cast<float>(n));
  }
  static float Backward(float x, float y, float dy, int64_t n) { return dy * std::exp(x - y) / static_cast<float>(n); }
};

template <By kBy, typename Reduce>
class RangeReductionOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& data = Input(0);
    segments_.Read(kBy, Input(1), data.dim(0));
    const int64_t block = data.size_from_dim(1);
    const float* x = data.data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t s = 0; s < segments_.count(); ++s, y += block) {
      const int64_t n = segments_.size(s);
      const float* rows = x + segments_.begin(s) * block;
      for (int64_t j = 0; j < block; ++j) y[j] = n == 0 ? 0.0f : Reduce::Forward(rows + j, n, block);
    }
  }

 private:
  Segments segments_;
};

// Which input of a gradient operator is what.
struct RangeInputs {
  int data, output, gradient, segments;
};
constexpr RangeInputs kSortedRange = {0, 1, 2, 3};
constexpr RangeInputs kLengthsRange = {3, 0, 1, 2};
template <By kBy>
constexpr RangeInputs kRangeInputs = kBy == By::kLengths ? kLengthsRange : kSortedRange;

template <By kBy>
std::vector<TensorSpec> RangeGradientShape(const ShapeInputs& in) {
  constexpr RangeInputs at = kRangeInputs<kBy>;
  const Dims &data = in[at.data].dims, &y = in[at.output].dims, &dy = in[at.gradient].dims;
  // Only the number of elements counts, as in Caffe2: step nets hand over gradients with a leading 1.
  NETDEF_ENFORCE(NumElements(dy) == NumElements(y), "output and its gradient must have one shape, got [", DimsString(y), "] and [",
                 DimsString(dy), "]");
  NETDEF_ENFORCE(!data.empty() && !y.empty() && DimsFrom(data, 1) == DimsFrom(y, 1), "rows of DATA and OUTPUT must have one shape, got [",
                 DimsString(data), "] and [", DimsString(y), "]");
  return {in[at.data]};
}

template <By kBy, typename Reduce>
class RangeGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    constexpr RangeInputs at = kRangeInputs<kBy>;
    const Tensor& data = Input(at.data);
    segments_.Read(kBy, Input(at.segments), data.dim(0));
    NETDEF_ENFORCE_EQ(segments_.count(), Input(at.output).dim(0), "the gradient must have one row for each segment");
    const int64_t block = data.size_from_dim(1);
    const float *x = data.data<float>(), *y = Input(at.output).data<float>(), *dy = Input(at.gradient).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    for (int64_t s = 0; s < segments_.count(); ++s, y += block, dy += block) {
      const int64_t n = segments_.size(s);
      for (int64_t i = 0; i < n; ++i, x += block, dx += block) {
        for (int64_t j = 0; j < block; ++j) dx[j] = Reduce::Backward(x[j], y[j], dy[j], n);
      }
    }
  }

 private:
  Segments segments_;
};

template <By kBy>
std::vector<TensorSpec> RangeReductionShape(const ShapeInputs& in) {
  return SegmentReductionShape<kBy, Weights::kOne, false>({}, in);
}

template <By kBy>
void DescribeRangeReduction(OpSchema& schema, const std::string& summary) {
  schema.NumInputs(2).NumOutputs(1).Shape(RangeReductionShape<kBy>).Input(0, "DATA", "Rows to reduce, float.");
  if (kBy == By::kLengths) {
    schema.SetDoc(summary + "\n\nAn empty segment gives zeros.").Input(1, "LENGTHS", "How many rows each segment has, 1-D int32.");
  } else {
    schema.SetDoc(summary + "\n\nThe segment ids must be sorted, begin at 0 and have no gaps.")
        .Input(1, "SEGMENT_IDS", "Segment of each row, 1-D int32.");
  }
  schema.Output(0, "OUTPUT", "One row for each segment, float.");
}

template <By kBy>
void DescribeRangeGradient(OpSchema& schema, const std::string& of) {
  constexpr RangeInputs at = kRangeInputs<kBy>;
  schema.NumInputs(4).NumOutputs(1).Shape(RangeGradientShape<kBy>).SetDoc("Gradient of " + of + ".");
  schema.Input(at.data, "DATA", "The reduced rows.")
      .Input(at.output, "OUTPUT", "What the reduction gave.")
      .Input(at.gradient, "d_OUTPUT", "Gradient of the output.")
      .Input(at.segments, kBy == By::kLengths ? "LENGTHS" : "SEGMENT_IDS", "The segments.")
      .Output(0, "d_DATA", "Gradient of the rows.");
}

#define RANGE_REDUCTION(name, gradient, by, reduce, summary)                                                        \
  OPERATOR_SCHEMA(name).FillUsing([](OpSchema& schema) { DescribeRangeReduction<by>(schema, summary); });           \
  OPERATOR_SCHEMA(gradient).FillUsing([](OpSchema& schema) { DescribeRangeGradient<by>(schema, #name); });          \
  REGISTER_CPU_OPERATOR(name, RangeReductionOp<by, reduce>);                                                        \
  REGISTER_CPU_OPERATOR(gradient, RangeGradientOp<by, reduce>)

}  // namespace netdef
