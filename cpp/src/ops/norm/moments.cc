// Moments: mean and variance over some axes. The variance is the biased one, sum((x - mean)^2) / n.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

struct MomentsArgs {
  std::vector<int> axes;
  int keepdims = 1;

  template <typename V>
  void Fields(V& v) {
    v("axes", axes, "Axes to reduce, not negative; none means all.");
    v("keepdims", keepdims, "Keep reduced axes with size 1.");
  }
};

// Which output element each input element belongs to, as strides: 0 along reduced axes.
struct Reduction {
  Dims out;                // shape of the outputs
  std::vector<int64_t> strides;
  int64_t outputs = 1, count = 1;

  Reduction(const MomentsArgs& args, const Dims& x) : strides(x.size(), 0) {
    std::vector<bool> reduced(x.size(), args.axes.empty());
    for (int axis : args.axes) {
      NETDEF_ENFORCE(axis >= 0, "Axes ids must be non-negative, got ", axis);
      NETDEF_ENFORCE(axis < static_cast<int>(x.size()), "Axes ids must be smaller than the dimensions of input, got ", axis,
                     " for shape [", DimsString(x), "]");
      reduced[static_cast<size_t>(axis)] = true;
    }
    for (size_t i = x.size(); i-- > 0;) {
      if (reduced[i]) {
        count *= x[i];
        if (args.keepdims) out.push_back(1);
      } else {
        strides[i] = outputs;
        outputs *= x[i];
        out.push_back(x[i]);
      }
    }
    std::reverse(out.begin(), out.end());
  }

  // visit(offset of the input row, offset of its first output element), a row being the last axis.
  template <typename Visit>
  void ForEachRow(const Dims& x, Visit visit) const {
    if (NumElements(x) == 0) return;
    std::vector<int64_t> index(x.size(), 0);
    const int64_t width = x.empty() ? 1 : x.back(), rows = NumElements(x) / width;
    int64_t to = 0;
    for (int64_t row = 0; row < rows; ++row) {
      visit(row * width, to);
      for (size_t i = x.size() < 2 ? 0 : x.size() - 1; i-- > 0;) {
        to += strides[i];
        if (++index[i] < x[i]) break;
        to -= strides[i] * x[i];
        index[i] = 0;
      }
    }
  }
};

std::vector<TensorSpec> MomentsShape(const MomentsArgs& args, const ShapeInputs& in) {
  const TensorSpec spec(Reduction(args, in[0].dims).out, DType::kFloat);
  return {spec, spec};
}

class MomentsOp final : public KernelOperator<MomentsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    const Reduction r(args_, dims);
    const float* x = Input(0).data<float>();
    sum_.assign(static_cast<size_t>(r.outputs), 0.0);
    squares_.assign(static_cast<size_t>(r.outputs), 0.0);
    const int64_t width = dims.empty() ? 1 : dims.back();
    const int64_t stride = dims.empty() ? 0 : r.strides.back();
    r.ForEachRow(dims, [&](int64_t from, int64_t to) {
      double* sum = sum_.data() + to;
      double* squares = squares_.data() + to;
      for (int64_t i = 0; i < width; ++i) {
        const double value = x[from + i];
        sum[i * stride] += value;
        squares[i * stride] += value * value;
      }
    });
    float* mean = Output(0)->mutable_data<float>();
    float* variance = Output(1)->mutable_data<float>();
    const double count = std::max<double>(1.0, static_cast<double>(r.count));
    for (size_t i = 0; i < sum_.size(); ++i) {
      const double m = sum_[i] / count;
      mean[i] = static_cast<float>(m);
      variance[i] = static_cast<float>(std::max(0.0, squares_[i] / count - m * m));
    }
  }

 private:
  std::vector<double> sum_, squares_;
};

std::vector<TensorSpec> MomentsGradientShape(const MomentsArgs& args, const ShapeInputs& in) {
  const Reduction r(args, in[2].dims);
  for (size_t i : {0, 1, 3}) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), r.outputs, "mean, variance and their gradients must have the size of the output");
  }
  return {TensorSpec(in[2].dims, DType::kFloat)};
}

// dX = (dmean + 2 * (x - mean) * dvariance) / n
class MomentsGradientOp final : public KernelOperator<MomentsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(2).dims();
    const Reduction r(args_, dims);
    const float* dmean = Input(0).data<float>();
    const float* dvariance = Input(1).data<float>();
    const float* x = Input(2).data<float>();
    const float* mean = Input(3).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    const int64_t width = dims.empty() ? 1 : dims.back();
    const int64_t stride = dims.empty() ? 0 : r.strides.back();
    const float scale = 1.0f / static_cast<float>(r.count);
    r.ForEachRow(dims, [&](int64_t from, int64_t to) {
      for (int64_t i = 0; i < width; ++i) {
        const int64_t o = to + i * stride;
        dx[from + i] = scale * (dmean[o] + 2 * (x[from + i] - mean[o]) * dvariance[o]);
      }
    });
  }
};

OPERATOR_SCHEMA(Moments)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<MomentsArgs>()
    .Shape<MomentsArgs>(MomentsShape)
    .SetDoc("Mean and (biased) variance over some axes.")
    .Input(0, "data", "Float tensor.")
    .Output(0, "mean", "Mean.")
    .Output(1, "variance", "Variance, shaped like the mean.");

OPERATOR_SCHEMA(MomentsGradient)
    .NumInputs(4)
    .NumOutputs(1)
    .Args<MomentsArgs>()
    .Shape<MomentsArgs>(MomentsGradientShape)
    .SetDoc("Gradient of Moments.")
    .Input(0, "dmean", "Gradient of the mean.")
    .Input(1, "dvariance", "Gradient of the variance.")
    .Input(2, "data", "Input of Moments.")
    .Input(3, "mean", "Its first output.")
    .Output(0, "ddata", "Gradient of the input.");

REGISTER_CPU_OPERATOR(Moments, MomentsOp);
REGISTER_CPU_OPERATOR(MomentsGradient, MomentsGradientOp);
SIMPLE_GRADIENT(Moments, "MomentsGradient", {GO(0), GO(1), I(0), O(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
