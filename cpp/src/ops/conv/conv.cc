// Conv: each output pixel is the sum of the input pixels under a window, weighted by the filter, plus the bias.
// Y[n, m, p] = bias[m] + sum over c, k of filter[m, c, k] * X[n, c, p * stride - pad + k * dilation]
// https://caffe2.ai/docs/operators-catalogue.html#conv
//
// Conv1D, Conv2D and Conv3D are the same operator; the number of axes comes from the kernel.
#include "netdef/operator.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

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
  return ConvGradientSpecs(args.no_bias, in, g.y.InOrder(g.order), {g.y.channels});
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
  schema.FillUsing(DescribeConv)
      .SetDoc("Convolution of an image, in any number of spatial axes.\n\n"
              "The output size is rounded down: (in + pads - dilation * (kernel - 1) - 1) / stride + 1.");
}

void ConvGradientSchema(OpSchema& schema) {
  DescribeConvGradient(schema, "a convolution");
  schema.Args<ConvGradientArgs>().Shape<ConvGradientArgs>(ConvGradientShape);
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
