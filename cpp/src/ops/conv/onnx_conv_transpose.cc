// ConvTranspose of ONNX: the transpose of a convolution, in any number of spatial axes.
//
// Scattered by column: what a pixel of the input adds to each tap is a matrix product, and folding adds the taps up.
#include "core/onnx_window.h"
#include "netdef/math.h"
#include "netdef/onnx_operator.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

struct OnnxConvTransposeArgs : OnnxWindowArgs {
  int64_t group = 1;
  std::vector<int64_t> output_padding, output_shape;

  template <typename V>
  void Fields(V& v) {
    OnnxWindowArgs::Fields(v);
    v("group", group, "Number of groups.");
    v("output_padding", output_padding, "Pixels added at the end of each axis; absent: 0.");
    v("output_shape", output_shape, "Spatial dims of the output, from which the padding follows; absent: from the padding.");
    if constexpr (V::kReads) NETDEF_ENFORCE(group > 0, "group must be positive, got ", group);
  }
};

constexpr int64_t kMaxExtent = int64_t{1} << 31;

// The window of the convolution whose transpose this is: its input is our output.
Window TransposedWindow(const OnnxConvTransposeArgs& args, const Dims& kernel, const Dims& spatial) {
  const size_t rank = spatial.size();
  const auto entry = [&](const std::vector<int64_t>& list, size_t i, size_t size, int64_t fill, int64_t least, const char* what) {
    if (list.empty()) return fill;
    NETDEF_ENFORCE_EQ(list.size(), size, what, " has the wrong number of entries for the image");
    NETDEF_ENFORCE(list[i] >= least && list[i] < kMaxExtent, what, " is out of range: ", list[i]);
    return list[i];
  };
  NETDEF_ENFORCE_EQ(kernel.size(), rank, "image and filter must have as many dimensions");
  const size_t shape_size = args.output_shape.size() == rank + 2 ? rank + 2 : rank;
  Window window;
  for (size_t i = 0; i < rank; ++i) {
    WindowAxis a;
    a.out = spatial[i];
    a.kernel = kernel[i];
    a.stride = entry(args.strides, i, rank, 1, 1, "strides");
    a.dilation = entry(args.dilations, i, rank, 1, 1, "dilations");
    const int64_t extra = entry(args.output_padding, i, rank, 0, 0, "output_padding");
    NETDEF_ENFORCE(a.kernel > 0 && a.kernel < kMaxExtent && a.out > 0 && a.out < kMaxExtent, "an image or kernel cannot have ", a.out, " or ", a.kernel, " pixels along an axis");
    const int64_t full = (a.out - 1) * a.stride + a.extent() + extra;
    if (!args.output_shape.empty() || args.Same()) {
      a.in = args.output_shape.empty() ? a.out * a.stride : entry(args.output_shape, i + shape_size - rank, shape_size, 0, 1, "output_shape");
      const int64_t surplus = std::max<int64_t>(0, full - a.in);
      a.pad_head = args.auto_pad == "SAME_UPPER" ? surplus / 2 : surplus - surplus / 2;
      a.pad_tail = surplus - a.pad_head;
    } else {
      if (args.auto_pad == "NOTSET") {
        a.pad_head = entry(args.pads, i, 2 * rank, 0, 0, "pads");
        a.pad_tail = entry(args.pads, i + rank, 2 * rank, 0, 0, "pads");
      }
      a.in = full - a.pad_head - a.pad_tail;
    }
    NETDEF_ENFORCE(a.in > 0 && a.in < kMaxExtent, "the output would have ", a.in, " pixels along spatial axis ", i);
    window.axes.push_back(a);
  }
  return window;
}

Dims ImageOf(const Window& window) {
  Dims dims;
  for (const WindowAxis& a : window.axes) dims.push_back(a.in);
  return dims;
}

std::vector<TensorSpec> OnnxConvTransposeShape(const OnnxConvTransposeArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &filter = in[1].dims;
  const Window window = TransposedWindow(args, SpatialDims(filter), SpatialDims(x));
  NETDEF_ENFORCE(x[1] == filter[0] && x[1] % args.group == 0, "the image has ", x[1], " channels, the filter is for ", filter[0], " in ", args.group, " groups");
  NETDEF_ENFORCE(args.kernel_shape.empty() || args.kernel_shape == SpatialDims(filter), "kernel_shape is not that of the filter");
  int64_t channels;
  NETDEF_ENFORCE(!__builtin_mul_overflow(filter[1], args.group, &channels), "too many channels");
  if (in.has(2)) CheckConvBias(in[2].dims, channels);
  return OneSpec(ConcatDims({x[0], channels}, ImageOf(window)), in[0].dtype);
}

class OnnxConvTransposeOp final : public WidenedOperator<OnnxConvTransposeArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims &x = Input(0).dims(), &filter = Input(1).dims();
    const Window window = TransposedWindow(args_, SpatialDims(filter), SpatialDims(x));
    const Unfolder folder(window);
    const int64_t groups = args_.group, inputs = x[1] / groups, outputs = filter[1], taps = window.taps(), in_pixels = window.out_pixels(),
                  out_pixels = window.in_pixels();
    std::vector<float> matrix(static_cast<size_t>(NumElements({outputs, taps, in_pixels})));
    Unfolder::Scratch scratch;
    float* y = Output(0)->mutable_data<float>();
    for (int64_t job = 0; job < x[0] * groups; ++job) {
      const int64_t group = job % groups;
      float* image = y + job * outputs * out_pixels;
      for (int64_t c = 0; c < outputs; ++c) std::fill_n(image + c * out_pixels, out_pixels, HasInput(2) ? Input(2).data<float>()[group * outputs + c] : 0.0f);
      math::Gemm(math::Trans::kYes, math::Trans::kNo, outputs * taps, in_pixels, inputs, 1.0f, Input(1).data<float>() + group * inputs * outputs * taps,
                 Input(0).data<float>() + job * inputs * in_pixels, 0.0f, matrix.data());
      folder.FoldPlanes(matrix.data(), outputs, 0, folder.rows(), image, &scratch);
    }
  }
};

ONNX_OPERATOR_SCHEMA(ConvTranspose)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<OnnxConvTransposeArgs>()
    .Shape<OnnxConvTransposeArgs>(OnnxConvTransposeShape)
    .SetDoc("Transposed convolution of an image, in any number of spatial axes.")
    .Input(0, "X", "Image [N, C, ...].")
    .Input(1, "W", "[C, M / group, kernel...].")
    .Input(2, "B", "[M], optional.")
    .Output(0, "Y", "Image with M channels.");

REGISTER_ONNX_OPERATOR(ConvTranspose, OnnxConvTransposeOp);

}  // namespace
}  // namespace netdef
