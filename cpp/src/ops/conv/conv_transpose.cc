// ConvTranspose: the transpose of convolution (its input gradient), which enlarges an image by the stride.
// The output size is (in - 1) * stride + kernel + adj - pads.
// https://caffe2.ai/docs/operators-catalogue.html#convtranspose
#include "netdef/operator.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ConvTransposeShape(const ConvTransposeArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeConvTransposeGeometry(args, in[0].dims, in[1].dims);
  if (in.size() > 2) CheckConvBias(in[2].dims, g.x.channels);
  return {TensorSpec(g.x.InOrder(g.order), DType::kFloat)};
}

class ConvTransposeOp final : public KernelOperator<ConvTransposeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    geometry_ = MakeConvTransposeGeometry(args_, Input(0).dims(), Input(1).dims());
    convolution_.Prepare(geometry_);
  }
  void Compute() override {
    float* y = Output(0)->mutable_data<float>();
    convolution_.InputGradient(Input(1).data<float>(), Input(0).data<float>(), y);
    if (InputSize() > 2) AddChannelBias(geometry_.order, geometry_.x, Input(2).data<float>(), y);
  }

 private:
  ConvGeometry geometry_;
  PlainConvolution convolution_;
};

std::vector<TensorSpec> ConvTransposeGradientShape(const ConvTransposeGradientArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeConvTransposeGeometry(args, in[0].dims, in[1].dims);
  return ConvGradientSpecs(args.no_bias, in, g.x.InOrder(g.order), {g.x.channels});
}

// The gradient of the transpose with respect to its input is the convolution itself.
class ConvTransposeGradientOp final : public KernelOperator<ConvTransposeGradientArgs> {
 public:
  ConvTransposeGradientOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws), out_(args_.no_bias, OutputSize()) {}

 protected:
  void Prepare() override {
    geometry_ = MakeConvTransposeGeometry(args_, Input(0).dims(), Input(1).dims());
    convolution_.Prepare(geometry_);
  }
  void Compute() override {
    const float* dy = Input(2).data<float>();
    convolution_.FilterGradient(dy, Input(0).data<float>(), Output(0)->mutable_data<float>());
    if (out_.bias >= 0) SumChannels(geometry_.order, geometry_.x, dy, Output(out_.bias)->mutable_data<float>());
    if (out_.input >= 0) {
      convolution_.Forward(dy, Input(1).data<float>(), nullptr, Output(out_.input)->mutable_data<float>());
    }
  }

 private:
  const ConvGradientOutputs out_;
  ConvGeometry geometry_;
  PlainConvolution convolution_;
};

OPERATOR_SCHEMA(ConvTranspose)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<ConvTransposeArgs>()
    .Shape<ConvTransposeArgs>(ConvTransposeShape)
    .SetDoc("Transposed convolution (deconvolution): spreads each input pixel over a window of the output.\n\n"
            "The output size is (in - 1) * stride + kernel + adj - pads. Dilation is ignored.")
    .Differs("Caffe2 takes images with two spatial axes only; any number will do here.")
    .Input(0, "X", "Image, [N, M, H, W] or [N, H, W, M].")
    .Input(1, "filter", "[M, C / group, kernel...] for NCHW, [M, kernel..., C / group] for NHWC.")
    .Input(2, "bias", "Optional, one element for each of the C output channels.")
    .Output(0, "Y", "Image with C channels.");

OPERATOR_SCHEMA(ConvTransposeGradient)
    .FillUsing([](OpSchema& schema) { DescribeConvGradient(schema, "ConvTranspose"); })
    .Args<ConvTransposeGradientArgs>()
    .Shape<ConvTransposeGradientArgs>(ConvTransposeGradientShape);

REGISTER_CPU_OPERATOR(ConvTranspose, ConvTransposeOp);
REGISTER_CPU_OPERATOR(ConvTransposeGradient, ConvTransposeGradientOp);
REGISTER_GRADIENT(ConvTranspose, ConvGradientMaker);

}  // namespace
}  // namespace netdef
