// InstanceNorm: each channel of each image is normalised by itself, y = scale * (x - mean) / sqrt(var + epsilon) + bias.
// https://arxiv.org/abs/1607.08022
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

struct InstanceNormArgs : OrderArgs {
  float epsilon = 1e-5f;

  template <typename V>
  void Fields(V& v) {
    OrderArgs::Fields(v);
    v("epsilon", epsilon, "Added to the variance.");
    if constexpr (V::kReads) NETDEF_ENFORCE(epsilon >= 0, "Must pass a nonnegative epsilon, got ", epsilon);
  }
};

std::vector<TensorSpec> InstanceNormShape(const InstanceNormArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  CheckChannelVector(in[1], dims.channels, "scale");
  CheckChannelVector(in[2], dims.channels, "bias");
  std::vector<TensorSpec> specs(static_cast<size_t>(in.num_outputs), TensorSpec({dims.batch, dims.channels}, DType::kFloat));
  specs[0] = TensorSpec(in[0].dims, DType::kFloat);
  return specs;
}

class InstanceNormOp final : public KernelOperator<InstanceNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    const ImageDims dims(Input(0).dims(), order);
    normalizer_.Prepare(order, dims, dims.channels);
  }
  void Compute() override {
    if (Input(0).numel() == 0) {
      for (int i = 1; i < OutputSize(); ++i) std::fill_n(Output(i)->mutable_data<float>(), Output(i)->numel(), 0.0f);
      return;
    }
    float* mean = OutputSize() > 1 ? Output(1)->mutable_data<float>() : nullptr;
    float* inv_std = OutputSize() > 2 ? Output(2)->mutable_data<float>() : nullptr;
    normalizer_.Forward(Input(0).data<float>(), args_.epsilon, Input(1).data<float>(), Input(2).data<float>(), mean, inv_std,
                        Output(0)->mutable_data<float>());
  }

 private:
  GroupNormalizer normalizer_;
};

std::vector<TensorSpec> InstanceNormGradientShape(const InstanceNormArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  CheckChannelVector(in[1], dims.channels, "scale");
  CheckGradientShape(in[3], in[0]);
  for (size_t i = 4; i < in.size(); ++i) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), dims.batch * dims.channels,
                      "saved statistics must have an element for each channel of each image");
  }
  const TensorSpec channels({dims.channels}, DType::kFloat);
  return {TensorSpec(in[0].dims, DType::kFloat), channels, channels};
}

class InstanceNormGradientOp final : public KernelOperator<InstanceNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    const ImageDims dims(Input(0).dims(), order);
    normalizer_.Prepare(order, dims, dims.channels);
    for (std::vector<float>& s : scratch_) s.resize(static_cast<size_t>(NumElements({dims.batch, dims.channels})));
  }
  void Compute() override {
    const float* x = Input(0).data<float>();
    if (InputSize() < 6) normalizer_.Statistics(x, args_.epsilon, scratch_[0].data(), scratch_[1].data());
    const float* mean = InputSize() > 4 ? Input(4).data<float>() : scratch_[0].data();
    const float* inv_std = InputSize() > 5 ? Input(5).data<float>() : scratch_[1].data();
    normalizer_.Gradient(x, Input(1).data<float>(), Input(3).data<float>(), mean, inv_std,
                         Output(0)->mutable_data<float>(), Output(1)->mutable_data<float>(),
                         Output(2)->mutable_data<float>());
  }

 private:
  GroupNormalizer normalizer_;
  std::vector<float> scratch_[2];
};

class InstanceNormGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{I(0), I(1), I(2), GO(0)};
    for (int i = 1; i < OutputSize(); ++i) inputs.push_back(O(i));
    return SingleGradientDef("InstanceNormGradient", "", inputs, {GI(0), GI(1), GI(2)});
  }
};

OPERATOR_SCHEMA(InstanceNorm)
    .NumInputs(3)
    .NumOutputs(1, 3)
    .AllowInplace({{0, 0}})
    .Args<InstanceNormArgs>()
    .Shape<InstanceNormArgs>(InstanceNormShape)
    .SetDoc("Normalises each channel of each image by itself.\n\n"
            "Source: [Ulyanov et al., 2016](https://arxiv.org/abs/1607.08022).")
    .Input(0, "input", "Image, [N, C, H, W] or [N, H, W, C], with any number of spatial axes.")
    .Input(1, "scale", "Factor for each channel.")
    .Input(2, "bias", "Offset for each channel.")
    .Output(0, "output", "Normalised image.")
    .Output(1, "saved_mean", "Optional, mean of each plane, [N, C].")
    .Output(2, "saved_inv_stdev", "Optional, inverse standard deviation of each plane, [N, C].");

OPERATOR_SCHEMA(InstanceNormGradient)
    .NumInputs(4, 6)
    .NumOutputs(3)
    .Args<InstanceNormArgs>()
    .Shape<InstanceNormArgs>(InstanceNormGradientShape)
    .SetDoc("Gradient of InstanceNorm.")
    .Input(0, "input", "Input of InstanceNorm.")
    .Input(1, "scale", "Factor for each channel.")
    .Input(2, "bias", "Offset for each channel; not used.")
    .Input(3, "doutput", "Gradient of the output.")
    .Input(4, "saved_mean", "Optional, mean of each plane.")
    .Input(5, "saved_inv_stdev", "Optional, inverse standard deviation of each plane.")
    .Output(0, "dinput", "Gradient of the input.")
    .Output(1, "dscale", "Gradient of scale.")
    .Output(2, "dbias", "Gradient of bias.");

REGISTER_CPU_OPERATOR(InstanceNorm, InstanceNormOp);
REGISTER_CPU_OPERATOR(InstanceNormGradient, InstanceNormGradientOp);
REGISTER_GRADIENT(InstanceNorm, InstanceNormGradientMaker);

}  // namespace
}  // namespace netdef
