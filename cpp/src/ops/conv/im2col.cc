// Im2Col: the pixels under each tap of a window as channels of an image of the output's size; Col2Im adds them back.
// With both, a convolution is a matrix product: Y = filter * Im2Col(X).
#include "base/grain.h"
#include "core/unfold.h"
#include "core/window.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

// A window as these two operators write it: one padding for all sides, and each of the others for both axes or for one.
struct UnfoldArgs {
  WindowArgs window;

  template <typename V>
  void Fields(V& v) {
    int pad = 0;
    const auto pair = [&](const char* both, const char* height, const char* width, int value, const char* help, std::vector<int>* list) {
      v(both, value, help);
      list->assign(2, value);
      v(height, (*list)[0], "The same along the height.");
      v(width, (*list)[1], "The same along the width.");
    };
    pair("kernel", "kernel_h", "kernel_w", 0, "Window size.", &window.kernels);
    pair("stride", "stride_h", "stride_w", 1, "Step of the window.", &window.strides);
    pair("dilation", "dilation_h", "dilation_w", 1, "Distance of neighbouring taps.", &window.dilations);
    v("pad", pad, "Padding on all four sides.");
    v("order", window.order, "NCHW or NHWC.");
    window.pads.assign(4, pad);
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GE(pad, 0, "pad must not be negative");
      for (int axis : {0, 1}) {
        NETDEF_ENFORCE(window.kernels[axis] > 0 && window.strides[axis] > 0 && window.dilations[axis] > 0,
                       "kernel, stride and dilation must be positive, got ", window.kernels[axis], ", ", window.strides[axis],
                       " and ", window.dilations[axis]);
      }
    }
  }
};

// An image and its unfolded form: channels * taps channels, as many pixels as the window has positions.
struct Unfolding {
  StorageOrder order;
  ImageDims image, columns;
  Window window;

  Unfolding(const UnfoldArgs& args, const Dims& x) : order(StorageOrderFromString(args.window.order)), image(x, order) {
    NETDEF_ENFORCE_EQ(x.size(), 4u, "expected an image with two spatial axes, got shape [", DimsString(x), "]");
    window = MakeWindow(args.window, image.spatial);
    columns = ImageDims(image.batch, image.channels * window.taps(), window.out());
  }
  Dims shape() const { return columns.InOrder(order); }
};

std::vector<TensorSpec> Im2ColShape(const UnfoldArgs& args, const ShapeInputs& in) {
  return {TensorSpec(Unfolding(args, in[0].dims).shape(), DType::kFloat)};
}

std::vector<TensorSpec> Col2ImShape(const UnfoldArgs& args, const ShapeInputs& in) {
  const Dims columns = Unfolding(args, in[1].dims).shape();
  NETDEF_ENFORCE_EQ(NumElements(in[0].dims), NumElements(columns), "X must have the size of the unfolded image [",
                    DimsString(columns), "], got shape [", DimsString(in[0].dims), "]");
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

template <bool kFold>
class UnfoldOp final : public KernelOperator<UnfoldArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Unfolding u(args_, Input(kFold ? 1 : 0).dims());
    const Unfolder unfolder(u.window);
    const float* in = Input(0).data<float>();
    float* out = Output(0)->mutable_data<float>();
    const int64_t channels = u.image.channels, image = channels * u.image.pixels;
    const int64_t columns = u.columns.channels * u.columns.pixels;
    if (kFold) std::fill(out, out + u.image.batch * image, 0.0f);
    ParallelFor(0, u.image.batch, GrainFor(16384, columns), [&](int64_t begin, int64_t end) {
      Unfolder::Scratch scratch;
      for (int64_t n = begin; n < end; ++n) {
        if (u.order == StorageOrder::kNCHW) {
          if constexpr (kFold) {
            unfolder.FoldPlanes(in + n * columns, channels, 0, unfolder.rows(), out + n * image, &scratch);
          } else {
            unfolder.UnfoldPlanes(in + n * image, channels, 0, unfolder.rows(), 0.0f, out + n * columns, &scratch);
          }
        } else if constexpr (kFold) {
          unfolder.FoldPixels(in + n * columns, channels, channels, 0, unfolder.rows(), out + n * image, &scratch);
        } else {
          unfolder.UnfoldPixels(in + n * image, channels, channels, 0, unfolder.rows(), 0.0f, out + n * columns, &scratch);
        }
      }
    });
  }
};

OPERATOR_SCHEMA(Im2Col)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<UnfoldArgs>()
    .Shape<UnfoldArgs>(Im2ColShape)
    .SetDoc("Lays the pixels under a sliding window side by side as channels. Padding counts as 0.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C].")
    .Output(0, "Y", "[N, C * kernel_h * kernel_w, H', W'] or [N, H', W', kernel_h * kernel_w * C].");

OPERATOR_SCHEMA(Col2Im)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<UnfoldArgs>()
    .Shape<UnfoldArgs>(Col2ImShape)
    .SetDoc("Adds unfolded pixels back onto an image, the transpose of Im2Col.")
    .Input(0, "X", "Unfolded image, as Im2Col gives it.")
    .Input(1, "Z", "Image; only its shape is used.")
    .Output(0, "Y", "Image of the shape of Z.");

REGISTER_CPU_OPERATOR(Im2Col, UnfoldOp<false>);
REGISTER_CPU_OPERATOR(Col2Im, UnfoldOp<true>);
SIMPLE_GRADIENT(Im2Col, "Col2Im", {GO(0), I(0)}, {GI(0)});
SIMPLE_GRADIENT(Col2Im, "Im2Col", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
