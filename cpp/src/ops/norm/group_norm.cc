// GroupNorm: groups of neighbouring channels of an image are normalised together,
// y = gamma * (x - mean) / sqrt(var + epsilon) + beta, with gamma and beta for each channel.
// https://arxiv.org/abs/1803.08494
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

struct GroupNormArgs : OrderArgs {
  int group = 32;
  float epsilon = 1e-5f;
  int is_test = 0;

  template <typename V>
  void Fields(V& v) {
    OrderArgs::Fields(v);
    v("group", group, "Number of groups that the channels are divided into.");
    v("epsilon", epsilon, "Added to the variance.");
    v("is_test", is_test, "Not looked at: mean and inv_std may be left out where no gradient is wanted.");
    if constexpr (V::kReads) NETDEF_ENFORCE(group > 0, "group must be positive, got ", group);
  }
};

ImageDims GroupNormDims(const GroupNormArgs& args, const ShapeInputs& in, size_t x, size_t gamma) {
  const ImageDims dims(in[x].dims, StorageOrderFromString(args.order));
  NETDEF_ENFORCE_EQ(dims.channels % args.group, 0, "the channels must be divisible by the number of groups");
  CheckChannelVector(in[gamma], dims.channels, "gamma");
  CheckChannelVector(in[gamma + 1], dims.channels, "beta");
  return dims;
}

std::vector<TensorSpec> GroupNormShape(const GroupNormArgs& args, const ShapeInputs& in) {
  const ImageDims dims = GroupNormDims(args, in, 0, 1);
  std::vector<TensorSpec> specs(static_cast<size_t>(in.num_outputs), TensorSpec({dims.batch, args.group}, DType::kFloat));
  specs[0] = TensorSpec(in[0].dims, DType::kFloat);
  return specs;
}

class GroupNormOp final : public KernelOperator<GroupNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    normalizer_.Prepare(order, ImageDims(Input(0).dims(), order), args_.group);
  }
  void Compute() override {
    float* mean = OutputSize() > 1 ? Output(1)->mutable_data<float>() : nullptr;
    float* inv_std = OutputSize() > 1 ? Output(2)->mutable_data<float>() : nullptr;
    normalizer_.Forward(Input(0).data<float>(), args_.epsilon, Input(1).data<float>(), Input(2).data<float>(), mean, inv_std,
                        Output(0)->mutable_data<float>());
  }

 private:
  GroupNormalizer normalizer_;
};

std::vector<TensorSpec> GroupNormGradientShape(const GroupNormArgs& args, const ShapeInputs& in) {
  const ImageDims dims = GroupNormDims(args, in, 1, 2);
  CheckGradientShape(in[0], in[1]);
  for (size_t i : {4, 5}) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), dims.batch * args.group,
                      "mean and inv_std must have an element for each group of each image");
  }
  const TensorSpec channels({dims.channels}, DType::kFloat);
  return {TensorSpec(in[1].dims, DType::kFloat), channels, channels};
}

class GroupNormGradientOp final : public KernelOperator<GroupNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    normalizer_.Prepare(order, ImageDims(Input(1).dims(), order), args_.group);
  }
  void Compute() override {
    normalizer_.Gradient(Input(1).data<float>(), Input(2).data<float>(), Input(0).data<float>(), Input(4).data<float>(),
                         Input(5).data<float>(), Output(0)->mutable_data<float>(), Output(1)->mutable_data<float>(),
                         Output(2)->mutable_data<float>());
  }

 private:
  GroupNormalizer normalizer_;
};

OPERATOR_SCHEMA(GroupNorm)
    .NumInputs(3)
    .NumOutputs({1, 3})
    .Args<GroupNormArgs>()
    .Shape<GroupNormArgs>(GroupNormShape)
    .SetDoc("Normalises groups of neighbouring channels of each image together.\n\n"
            "Source: [Wu and He, 2018](https://arxiv.org/abs/1803.08494).")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C], with any number of spatial axes.")
    .Input(1, "gamma", "Factor for each channel.")
    .Input(2, "beta", "Offset for each channel.")
    .Output(0, "Y", "Normalised image.")
    .Output(1, "mean", "Mean of each group, [N, groups].")
    .Output(2, "inv_std", "Inverse standard deviation of each group, [N, groups].");

OPERATOR_SCHEMA(GroupNormGradient)
    .NumInputs(6)
    .NumOutputs(3)
    .Args<GroupNormArgs>()
    .Shape<GroupNormArgs>(GroupNormGradientShape)
    .SetDoc("Gradient of GroupNorm.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of GroupNorm.")
    .Input(2, "gamma", "Factor for each channel.")
    .Input(3, "beta", "Offset for each channel; not used.")
    .Input(4, "mean", "Mean of each group.")
    .Input(5, "inv_std", "Inverse standard deviation of each group.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dgamma", "Gradient of gamma.")
    .Output(2, "dbeta", "Gradient of beta.");

REGISTER_CPU_OPERATOR(GroupNorm, GroupNormOp);
REGISTER_CPU_OPERATOR(GroupNormGradient, GroupNormGradientOp);
SIMPLE_GRADIENT(GroupNorm, "GroupNormGradient", {GO(0), I(0), I(1), I(2), O(1), O(2)}, {GI(0), GI(1), GI(2)});

}  // namespace
}  // namespace netdef
