// Conv of ONNX: Caffe2's Conv with automatic padding.
#include "core/onnx_window.h"
#include "netdef/onnx_operator.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

struct OnnxConvArgs : OnnxWindowArgs {
  int64_t group = 1;

  template <typename V>
  void Fields(V& v) {
    OnnxWindowArgs::Fields(v);
    v("group", group, "Number of groups: the output channels of a group see the input channels of that group alone.");
    if constexpr (V::kReads) NETDEF_ENFORCE(group > 0 && group < (int64_t{1} << 31), "group is out of range: ", group);
  }
};

ConvGeometry MakeOnnxConvGeometry(const OnnxConvArgs& args, const Dims& x, const Dims& filter) {
  NETDEF_ENFORCE_EQ(x.size(), filter.size(), "image and filter must have as many dimensions");
  const Dims kernel = SpatialDims(filter);
  NETDEF_ENFORCE(args.kernel_shape.empty() || args.kernel_shape == kernel, "kernel_shape [", DimsString(args.kernel_shape), "] is not that of the filter, [",
                 DimsString(kernel), "]");
  const Window window = MakeOnnxWindow(args, kernel, SpatialDims(x));
  ConvArgs explicit_args;
  explicit_args.group = static_cast<int>(args.group);
  explicit_args.pads.resize(2 * kernel.size());
  for (size_t i = 0; i < kernel.size(); ++i) {
    const WindowAxis& a = window.axes[i];
    explicit_args.kernels.push_back(static_cast<int>(a.kernel));
    explicit_args.strides.push_back(static_cast<int>(a.stride));
    explicit_args.dilations.push_back(static_cast<int>(a.dilation));
    explicit_args.pads[i] = static_cast<int>(a.pad_head);
    explicit_args.pads[i + kernel.size()] = static_cast<int>(a.pad_tail);
  }
  return MakeConvGeometry(explicit_args, x, filter);
}

std::vector<TensorSpec> OnnxConvShape(const OnnxConvArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeOnnxConvGeometry(args, in[0].dims, in[1].dims);
  if (in.has(2)) CheckConvBias(in[2].dims, g.y.channels);
  return OneSpec(g.y.InOrder(g.order), in[0].dtype);
}

class OnnxConvOp final : public WidenedOperator<OnnxConvArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void Prepare() override { convolution_.Prepare(MakeOnnxConvGeometry(args_, Input(0).dims(), Input(1).dims())); }
  void ComputeWide() override {
    convolution_.Forward(Input(0).data<float>(), Input(1).data<float>(), HasInput(2) ? Input(2).data<float>() : nullptr,
                         Output(0)->mutable_data<float>());
  }

 private:
  PlainConvolution convolution_;
};

ONNX_OPERATOR_SCHEMA(Conv)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<OnnxConvArgs>()
    .Shape<OnnxConvArgs>(OnnxConvShape)
    .SetDoc("Convolution of an image, in any number of spatial axes.")
    .Input(0, "X", "Image [N, C, ...].")
    .Input(1, "W", "[M, C / group, kernel...].")
    .Input(2, "B", "[M], optional.")
    .Output(0, "Y", "Image with M channels.");

REGISTER_ONNX_OPERATOR(Conv, OnnxConvOp);

}  // namespace
}  // namespace netdef
