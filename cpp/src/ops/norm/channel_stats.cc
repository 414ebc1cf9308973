// ChannelStats: sum and sum of squares of each channel, over all images and pixels. SpatialBN takes them with num_batches.
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ChannelStatsShape(const OrderArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  const TensorSpec channels({dims.channels}, DType::kFloat);
  return {channels, channels};
}

class ChannelStatsOp final : public KernelOperator<OrderArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    order_ = StorageOrderFromString(args_.order);
    dims_ = ImageDims(Input(0).dims(), order_);
    for (std::vector<double>& v : planes_) v.resize(static_cast<size_t>(NumElements({dims_.batch, dims_.channels})));
    channels_.resize(static_cast<size_t>(dims_.channels));
  }
  void Compute() override {
    const float* x = Input(0).data<float>();
    SumPlanes(order_, dims_, x, x, planes_[0].data(), planes_[1].data());
    for (int i : {0, 1}) {
      SumImages(dims_, planes_[i].data(), channels_.data());
      std::copy(channels_.begin(), channels_.end(), Output(i)->mutable_data<float>());
    }
  }

 private:
  StorageOrder order_ = StorageOrder::kNCHW;
  ImageDims dims_;
  std::vector<double> planes_[2], channels_;
};

OPERATOR_SCHEMA(ChannelStats)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<OrderArgs>()
    .Shape<OrderArgs>(ChannelStatsShape)
    .SetDoc("Sum and sum of squares of each channel, over all images and pixels.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C], with any number of spatial axes.")
    .Output(0, "sum", "Sum of each channel.")
    .Output(1, "sumsq", "Sum of squares of each channel.");

REGISTER_CPU_OPERATOR(ChannelStats, ChannelStatsOp);
SHOULD_NOT_DO_GRADIENT(ChannelStats);

}  // namespace
}  // namespace netdef
