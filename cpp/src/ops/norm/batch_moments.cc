// BatchMoments: mu[c] = mean of X over images and pixels, var[c] = mean of X * X (the second moment, not the variance).
// dX = (dmu + 2 * X * dvar) / count.
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

int64_t Count(const ImageDims& dims) { return dims.batch * dims.pixels; }

std::vector<TensorSpec> MomentsShape(const OrderArgs& args, const ShapeInputs& in) {
  const ImageDims x(in[0].dims, StorageOrderFromString(args.order));
  NETDEF_ENFORCE(Count(x) > 0, "there is nothing to average in a tensor of shape [", DimsString(in[0].dims), "]");
  const TensorSpec channels({x.channels}, DType::kFloat);
  return {channels, channels};
}

class BatchMomentsOp final : public KernelOperator<OrderArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    const ImageDims dims(Input(0).dims(), order);
    const auto planes = static_cast<size_t>(dims.batch * dims.channels), channels = static_cast<size_t>(dims.channels);
    std::vector<double> sum(planes), dot(planes), mean(channels), square(channels);
    const float* x = Input(0).data<float>();
    SumPlanes(order, dims, x, x, sum.data(), dot.data());
    SumImages(dims, sum.data(), mean.data());
    SumImages(dims, dot.data(), square.data());
    float* mu = Output(0)->mutable_data<float>();
    float* var = Output(1)->mutable_data<float>();
    const auto count = static_cast<double>(Count(dims));
    for (size_t c = 0; c < channels; ++c) {
      mu[c] = static_cast<float>(mean[c] / count);
      var[c] = static_cast<float>(square[c] / count);
    }
  }
};

std::vector<TensorSpec> MomentsGradientShape(const OrderArgs& args, const ShapeInputs& in) {
  const ImageDims x(in[2].dims, StorageOrderFromString(args.order));
  CheckChannelVector(in[0], x.channels, "dmu");
  CheckChannelVector(in[1], x.channels, "dvar");
  return {TensorSpec(in[2].dims, DType::kFloat)};
}

class BatchMomentsGradientOp final : public KernelOperator<OrderArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    const ImageDims dims(Input(2).dims(), order);
    const float* dmu = Input(0).data<float>();
    const float* dvar = Input(1).data<float>();
    const float scale = 1.0f / static_cast<float>(std::max<int64_t>(1, Count(dims)));
    std::vector<float> slope(static_cast<size_t>(dims.channels)), offset(slope.size());
    for (size_t c = 0; c < slope.size(); ++c) {
      slope[c] = 2 * scale * dvar[c];
      offset[c] = scale * dmu[c];
    }
    AffinePlanes(order, dims, Input(2).data<float>(), {slope.data(), false}, {offset.data(), false},
                 Output(0)->mutable_data<float>());
  }
};

OPERATOR_SCHEMA(BatchMoments)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<OrderArgs>()
    .Shape<OrderArgs>(MomentsShape)
    .SetDoc("First and second moment of each channel over a batch of images.")
    .Input(0, "X", "[N, C, ...] or [N, ..., C].")
    .Output(0, "mu", "Mean of X, one for each channel.")
    .Output(1, "var", "Mean of X * X, one for each channel.")
    .Differs("a batch without elements is an error; Caffe2 gave NaN or crashed.");

OPERATOR_SCHEMA(BatchMomentsGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .AllowInplace({{2, 0}})
    .Args<OrderArgs>()
    .Shape<OrderArgs>(MomentsGradientShape)
    .SetDoc("Gradient of BatchMoments.")
    .Input(0, "dmu", "Gradient of mu.")
    .Input(1, "dvar", "Gradient of var.")
    .Input(2, "X", "Input of BatchMoments.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(BatchMoments, BatchMomentsOp);
REGISTER_CPU_OPERATOR(BatchMomentsGradient, BatchMomentsGradientOp);
SIMPLE_GRADIENT(BatchMoments, "BatchMomentsGradient", {GO(0), GO(1), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
