// netdef::FusedConv: a convolution together with what follows it, as passes make it:
// Y = activation(Conv(X, filter, bias) + addend).
#include "core/activation.h"
#include "core/pass_operator.h"
#include "netdef/broadcast.h"
#include "ops/conv/_fused.h"

namespace netdef {
namespace {

std::vector<TensorSpec> FusedConvShape(const FusedConvArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeConvGeometry(args, in[0].dims, in[1].dims);
  CheckConvBias(in[2].dims, g.y.channels);
  const Dims y = g.y.InOrder(g.order);
  return {TensorSpec(in.size() > 3 ? BroadcastPlan::ResultDims(y, in[3].dims) : y, DType::kFloat)};
}

class FusedConvOp final : public KernelOperator<FusedConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    geometry_ = MakeConvGeometry(args_, Input(0).dims(), Input(1).dims());
    convolution_.Prepare(geometry_);
    if (InputSize() < 4) return;
    const Dims y = geometry_.y.InOrder(geometry_.order);
    addition_ = BroadcastPlan(y, Input(3).dims());
    product_.resize(static_cast<size_t>(NumElements(y)));
  }

  void Compute() override {
    float* y = Output(0)->mutable_data<float>();
    const bool adds = InputSize() > 3;
    convolution_.Forward(Input(0).data<float>(), Input(1).data<float>(), Input(2).data<float>(), adds ? product_.data() : y);
    if (adds) BroadcastMap(addition_, product_.data(), Input(3).data<float>(), y, [](float a, float b) { return a + b; });
    args_.fused.get().Apply(y, Output(0)->numel());
  }

 private:
  ConvGeometry geometry_;
  PlainConvolution convolution_;
  BroadcastPlan addition_;
  std::vector<float> product_;
};

PASS_OPERATOR_SCHEMA(FusedConv)
    .NumInputs(3, 4)
    .NumOutputs(1)
    .Args<FusedConvArgs>()
    .Shape<FusedConvArgs>(FusedConvShape)
    .Cost(ConvCost)
    .SetDoc("Convolution, addition and activation in one: Y = activation(Conv(X, filter, bias) + addend). Made by passes.")
    .Input(0, "X", "Image, as for Conv.")
    .Input(1, "filter", "As for Conv.")
    .Input(2, "bias", "One element for each output channel.")
    .Input(3, "addend", "Optional; broadcast against the convolution as by numpy.")
    .Output(0, "Y", "Image.");

REGISTER_PASS_OPERATOR(FusedConv, FusedConvOp);

}  // namespace
}  // namespace netdef
