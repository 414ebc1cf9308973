// AffineChannel: y = scale * x + bias for each channel, a batch normalisation whose statistics are folded in.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

struct AffineChannelArgs : OrderArgs {
  bool is_learnable = false;

  template <typename V>
  void Fields(V& v) {
    OrderArgs::Fields(v);
    v("is_learnable", is_learnable, "The gradient also covers scale and bias.");
  }
};

std::vector<TensorSpec> AffineChannelShape(const AffineChannelArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  CheckChannelVector(in[1], dims.channels, "scale");
  CheckChannelVector(in[2], dims.channels, "bias");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class AffineChannelOp final : public KernelOperator<AffineChannelArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    AffinePlanes(order, ImageDims(Input(0).dims(), order), Input(0).data<float>(), {Input(1).data<float>(), false},
                 {Input(2).data<float>(), false}, Output(0)->mutable_data<float>());
  }
};

std::vector<TensorSpec> AffineChannelGradientShape(const AffineChannelArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  const size_t expected = args.is_learnable ? 3 : 2;
  NETDEF_ENFORCE(in.size() >= expected && (!args.is_learnable || in.num_outputs == 3), "with is_learnable = ",
                 args.is_learnable, " there are ", expected, " inputs and ", args.is_learnable ? 3 : 1, " outputs, got ",
                 in.size(), " and ", in.num_outputs);
  CheckChannelVector(in[expected - 1], dims.channels, "scale");
  std::vector<TensorSpec> specs{TensorSpec(in[0].dims, DType::kFloat)};
  if (args.is_learnable) {
    NETDEF_ENFORCE(in[1].dims == in[0].dims, "X must have the shape of dY [", DimsString(in[0].dims), "], got [",
                   DimsString(in[1].dims), "]");
    specs.resize(3, TensorSpec({dims.channels}, DType::kFloat));
  }
  return specs;
}

class AffineChannelGradientOp final : public KernelOperator<AffineChannelArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    order_ = StorageOrderFromString(args_.order);
    dims_ = ImageDims(Input(0).dims(), order_);
    zero_.assign(static_cast<size_t>(dims_.channels), 0.0f);
    if (!args_.is_learnable) return;
    for (std::vector<double>* v : {&sum_, &dot_}) v->resize(static_cast<size_t>(NumElements({dims_.batch, dims_.channels})));
    for (std::vector<double>* v : {&dscale_, &dbias_}) v->resize(zero_.size());
  }
  void Compute() override {
    const float* dy = Input(0).data<float>();
    const float* scale = Input(args_.is_learnable ? 2 : 1).data<float>();
    if (args_.is_learnable) {
      SumPlanes(order_, dims_, dy, Input(1).data<float>(), sum_.data(), dot_.data());
      SumImages(dims_, dot_.data(), dscale_.data());
      SumImages(dims_, sum_.data(), dbias_.data());
      std::copy(dscale_.begin(), dscale_.end(), Output(1)->mutable_data<float>());
      std::copy(dbias_.begin(), dbias_.end(), Output(2)->mutable_data<float>());
    }
    AffinePlanes(order_, dims_, dy, {scale, false}, {zero_.data(), false}, Output(0)->mutable_data<float>());
  }

 private:
  StorageOrder order_ = StorageOrder::kNCHW;
  ImageDims dims_;
  std::vector<float> zero_;
  std::vector<double> sum_, dot_, dscale_, dbias_;
};

class AffineChannelGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    if (Args().Get<bool>("is_learnable", false)) {
      return SingleGradientDef("AffineChannelGradient", "", {GO(0), I(0), I(1)}, {GI(0), GI(1), GI(2)});
    }
    return SingleGradientDef("AffineChannelGradient", "", {GO(0), I(1)}, {GI(0)});
  }
};

OPERATOR_SCHEMA(AffineChannel)
    .NumInputs(3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<AffineChannelArgs>()
    .Shape<AffineChannelArgs>(AffineChannelShape)
    .SetDoc("Scales and shifts each channel of an image.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C], with any number of spatial axes.")
    .Input(1, "scale", "Factor for each channel.")
    .Input(2, "bias", "Offset for each channel.")
    .Output(0, "Y", "Image of the same shape.");

OPERATOR_SCHEMA(AffineChannelGradient)
    .NumInputs({2, 3})
    .NumOutputs({1, 3})
    .AllowInplace({{0, 0}})
    .Args<AffineChannelArgs>()
    .Shape<AffineChannelArgs>(AffineChannelGradientShape)
    .SetDoc("Gradient of AffineChannel.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "With is_learnable: input of AffineChannel. Without, scale takes this place.")
    .Input(2, "scale", "Factor for each channel.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dscale", "With is_learnable: gradient of scale.")
    .Output(2, "dbias", "With is_learnable: gradient of bias.");

REGISTER_CPU_OPERATOR(AffineChannel, AffineChannelOp);
REGISTER_CPU_OPERATOR(AffineChannelGradient, AffineChannelGradientOp);
REGISTER_GRADIENT(AffineChannel, AffineChannelGradientMaker);

}  // namespace
}  // namespace netdef
