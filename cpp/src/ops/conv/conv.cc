// Conv: each output pixel is the sum of the input pixels under a window, weighted by the filter, plus the bias.
// Y[n, m, p] = bias[m] + sum over c, k of filter[m, c, k] * X[n, c, p * stride - pad + k * dilation]
// https://caffe2.ai/docs/operators-catalogue.html#conv
//
// Conv1D, Conv2D and Conv3D are the same operator; the number of axes comes from the kernel.
#include "netdef/operator.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ConvShape(const ConvArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeConvGeometry(args, in[0].dims, in[1].dims);
  if (in.size() > 2) CheckConvBias(in[2].dims, g.y.channels);
  return {TensorSpec(g.y.InOrder(g.order), DType::kFloat)};
}

class ConvOp final : public KernelOperator<ConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { convolution_.Prepare(MakeConvGeometry(args_, Input(0).dims(), Input(1).dims())); }
  void Compute() override {
    convolution_.Forward(Input(0).data<float>(), Input(1).data<float>(),
                         InputSize() > 2 ? Input(2).data<float>() : nullptr, Output(0)->mutable_data<float>());
  }

 private:
  PlainConvolution convolution_;
};

std::vector<TensorSpec> ConvGradientShape(const ConvGradientArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeConvGeometry(args, in[0].dims, in[1].dims);
  const Dims dy = g.y.InOrder(g.order);
  NETDEF_ENFORCE(in[2].dims == dy, "dY must have the shape of the output [", DimsString(dy), "], got [",
                 DimsString(in[2].dims), "]");
  const ConvGradientOutputs out(args.no_bias, in.num_outputs);
  std::vector<TensorSpec> specs(static_cast<size_t>(in.num_outputs), TensorSpec(in[1].dims, DType::kFloat));
  if (out.bias >= 0) specs[static_cast<size_t>(out.bias)].dims = {g.y.channels};
  if (out.input >= 0) specs[static_cast<size_t>(out.input)].dims = in[0].dims;
  return specs;
}

class ConvGradientOp final : public KernelOperator<ConvGradientArgs> {
 public:
  ConvGradientOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), out_(args_.no_bias, OutputSize()) {}

 protected:
  void Prepare() override {
    geometry_ = MakeConvGeometry(args_, Input(0).dims(), Input(1).dims());
    convolution_.Prepare(geometry_);
  }
  void Compute() override {
    const float* dy = Input(2).data<float>();
    convolution_.FilterGradient(Input(0).data<float>(), dy, Output(0)->mutable_data<float>());
    if (out_.bias >= 0) SumChannels(geometry_.order, geometry_.y, dy, Output(out_.bias)->mutable_data<float>());
    if (out_.input >= 0) {
      convolution_.InputGradient(Input(1).data<float>(), dy, Output(out_.input)->mutable_data<float>());
    }
  }

 private:
  const ConvGradientOutputs out_;
  ConvGeometry geometry_;
  PlainConvolution convolution_;
};

void ConvSchema(OpSchema& schema) {
  schema.NumInputs(2, 3)
      .NumOutputs(1)
      .Args<ConvArgs>()
      .Shape<ConvArgs>(ConvShape)
      .Cost(ConvCost)
      .SetDoc("Convolution of an image, in any number of spatial axes.\n\n"
              "The output size is rounded down: (in + pads - dilation * (kernel - 1) - 1) / stride + 1.")
      .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C] (1 to any number of spatial axes).")
      .Input(1, "filter", "[M, C / group, kernel...] for NCHW, [M, kernel..., C / group] for NHWC.")
      .Input(2, "bias", "Optional, one element for each of the M output channels.")
      .Output(0, "Y", "Image with M channels.");
}

void ConvGradientSchema(OpSchema& schema) {
  schema.NumInputs(2, 3)
      .NumOutputs(1, 3)
      .Args<ConvGradientArgs>()
      .Shape<ConvGradientArgs>(ConvGradientShape)
      .SetDoc("Gradient of a convolution.")
      .Input(0, "X", "Input of the convolution.")
      .Input(1, "filter", "Its filter.")
      .Input(2, "dY", "Gradient of its output.")
      .Output(0, "dfilter", "Gradient of the filter.")
      .Output(1, "dbias", "Gradient of the bias; with no_bias, dX takes this place.")
      .Output(2, "dX", "Gradient of X, if asked for.");
}

OPERATOR_SCHEMA(Conv).FillUsing(ConvSchema);
OPERATOR_SCHEMA(Conv1D).FillUsing(ConvSchema);
OPERATOR_SCHEMA(Conv2D).FillUsing(ConvSchema);
OPERATOR_SCHEMA(Conv3D).FillUsing(ConvSchema);
OPERATOR_SCHEMA(ConvGradient).FillUsing(ConvGradientSchema);
OPERATOR_SCHEMA(Conv1DGradient).FillUsing(ConvGradientSchema);
OPERATOR_SCHEMA(Conv2DGradient).FillUsing(ConvGradientSchema);
OPERATOR_SCHEMA(Conv3DGradient).FillUsing(ConvGradientSchema);

REGISTER_CPU_OPERATOR(Conv, ConvOp);
REGISTER_CPU_OPERATOR(Conv1D, ConvOp);
REGISTER_CPU_OPERATOR(Conv2D, ConvOp);
REGISTER_CPU_OPERATOR(Conv3D, ConvOp);
REGISTER_CPU_OPERATOR(ConvGradient, ConvGradientOp);
REGISTER_CPU_OPERATOR(Conv1DGradient, ConvGradientOp);
REGISTER_CPU_OPERATOR(Conv2DGradient, ConvGradientOp);
REGISTER_CPU_OPERATOR(Conv3DGradient, ConvGradientOp);

REGISTER_GRADIENT(Conv, ConvGradientMaker);
REGISTER_GRADIENT(Conv1D, ConvGradientMaker);
REGISTER_GRADIENT(Conv2D, ConvGradientMaker);
REGISTER_GRADIENT(Conv3D, ConvGradientMaker);

}  // namespace
}  // namespace netdef
