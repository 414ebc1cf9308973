// ChannelBackpropStats: what SpatialBNGradient gives for scale and bias, to be summed over several batches:
// scale_grad = sum of dY * (X - mean) * inv_std, bias_grad = sum of dY. The order is always NCHW.
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ChannelBackpropStatsShape(const NoArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() >= 3 && in[0].dims.size() <= 5, "X must have 3 to 5 axes, got shape [",
                 DimsString(in[0].dims), "]");
  const ImageDims dims(in[0].dims, StorageOrder::kNCHW);
  CheckChannelVector(in[1], dims.channels, "mean");
  CheckChannelVector(in[2], dims.channels, "inv_std");
  NETDEF_ENFORCE(in[3].dims == in[0].dims, "the output gradient must have the shape of X [", DimsString(in[0].dims),
                 "], got [", DimsString(in[3].dims), "]");
  const TensorSpec channels({dims.channels}, DType::kFloat);
  return {channels, channels};
}

class ChannelBackpropStatsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    dims_ = ImageDims(Input(0).dims(), StorageOrder::kNCHW);
    const auto planes = static_cast<size_t>(NumElements({dims_.batch, dims_.channels}));
    for (std::vector<double>* v : {&sum_, &dot_}) v->resize(planes);
    for (std::vector<double>* v : {&dscale_, &dbias_}) v->resize(static_cast<size_t>(dims_.channels));
  }
  void Compute() override {
    SumPlanes(StorageOrder::kNCHW, dims_, Input(3).data<float>(), Input(0).data<float>(), sum_.data(), dot_.data());
    SumImages(dims_, dot_.data(), dscale_.data());
    SumImages(dims_, sum_.data(), dbias_.data());
    const float* mean = Input(1).data<float>();
    const float* inv_std = Input(2).data<float>();
    float* dscale = Output(0)->mutable_data<float>();
    float* dbias = Output(1)->mutable_data<float>();
    for (size_t c = 0; c < dscale_.size(); ++c) {
      dscale[c] = static_cast<float>((dscale_[c] - mean[c] * dbias_[c]) * inv_std[c]);
      dbias[c] = static_cast<float>(dbias_[c]);
    }
  }

 private:
  ImageDims dims_;
  std::vector<double> sum_, dot_, dscale_, dbias_;
};

OPERATOR_SCHEMA(ChannelBackpropStats)
    .NumInputs(4)
    .NumOutputs(2)
    .Shape<NoArgs>(ChannelBackpropStatsShape)
    .SetDoc("Gradients of the scale and bias of SpatialBN for one batch, as sums that can be added over batches.")
    .Input(0, "X", "Image, [N, C, ...], with one to three spatial axes.")
    .Input(1, "mean", "Mean of each channel.")
    .Input(2, "inv_std", "Inverse standard deviation of each channel.")
    .Input(3, "output_grad", "Gradient of the output of SpatialBN.")
    .Output(0, "scale_grad", "Sum of output_grad * (X - mean) * inv_std for each channel.")
    .Output(1, "bias_grad", "Sum of output_grad for each channel.");

REGISTER_CPU_OPERATOR(ChannelBackpropStats, ChannelBackpropStatsOp);
SHOULD_NOT_DO_GRADIENT(ChannelBackpropStats);

}  // namespace
}  // namespace netdef
