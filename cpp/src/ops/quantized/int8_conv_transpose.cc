// Int8ConvTranspose: transposed convolution of an NHWC image with filters (C, kernel_h, kernel_w, M), requantized.
//
// Output pixels of a row that are a stride apart see the same columns of the kernel: four of them at a time, tap by tap.
#include "base/grain.h"
#include "ops/quantized/_gemm.h"
#include "core/window.h"

namespace netdef {
namespace {

struct DeconvArgs : int8::OutputArgs, WindowArgs {
  std::vector<int> adjs;
  int group = 1;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    WindowArgs::Fields(v);
    int adj = 0, adj_h = 0, adj_w = 0;
    v("adj", adj, "Rows and columns to add to the output's size.");
    v("adj_h", adj_h, "Rows to add to the output's size; counts only together with adj_w.");
    v("adj_w", adj_w, "Columns to add.");
    v("adjs", adjs, "Size to add along each axis.");
    v("group", group, "Must be 1.");
    if constexpr (V::kReads) {
      Spell(v.raw(), "adj", adj, {"adj_h", "adj_w"}, {adj_h, adj_w}, &adjs);
      if (adjs.empty()) adjs.assign(2, 0);
      NETDEF_ENFORCE(kernels.size() == 2 && adjs.size() == 2, "a quantized transposed convolution has two spatial axes");
      NETDEF_ENFORCE_EQ(group, 1, "[Int8ConvTranspose] groups are not supported");
      for (size_t i = 0; i < 2; ++i) {
        NETDEF_ENFORCE(kernels[i] > 0, "kernel must be positive, got ", kernels[i]);
        NETDEF_ENFORCE(adjs[i] >= 0 && adjs[i] < strides[i], "adj must be below the stride, got ", adjs[i], " and ",
                       strides[i]);
        NETDEF_ENFORCE(pads[i] >= 0 && pads[i + 2] >= 0, "pads must not be negative");
      }
    }
  }
};

int64_t DeconvSize(const DeconvArgs& args, size_t axis, int64_t in) {
  const int64_t size = (in - 1) * args.strides[axis] + args.kernels[axis] + args.adjs[axis] - args.pads[axis] -
                       args.pads[axis + 2];
  NETDEF_ENFORCE(in > 0 && size > 0, "the output of a transposed convolution would have ", size, " pixels along an axis");
  return size;
}

std::vector<TensorSpec> DeconvShape(const DeconvArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &w = in[1].dims;
  NETDEF_ENFORCE(x.size() == 4 && w.size() == 4, "[Int8ConvTranspose] expects an image (N, H, W, C) and filters "
                 "(C, kernel_h, kernel_w, M), got [", DimsString(x), "] and [", DimsString(w), "]");
  NETDEF_ENFORCE(w[0] == x[3] && w[1] == args.kernels[0] && w[2] == args.kernels[1], "[Int8ConvTranspose] filters [",
                 DimsString(w), "] do not fit an image of ", x[3], " channels and a kernel of ", args.kernels[0], " x ",
                 args.kernels[1]);
  return {int8::Spec({x[0], DeconvSize(args, 0, x[1]), DeconvSize(args, 1, x[2]), w[3]})};
}

class Int8ConvTransposeOp final : public int8::Int8Operator<DeconvArgs> {
 public:
  Int8ConvTransposeOp(const OperatorDef& def, Workspace* ws) : Int8Operator(def, ws) {
    int8::RequireNHWC(type(), args_.order);
  }

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(InputSize(), 3, "[Int8ConvTranspose] a bias is required");
    const Int8Tensor &x = X(0), &w = X(1);
    const int64_t channels = w.t.dim(0), out_channels = w.t.dim(3);
    const int64_t kernel_h = args_.kernels[0], kernel_w = args_.kernels[1];
    bias_ = int8::Bias(type(), X(2), out_channels);
    requantize_ = int8::Requantizer(int8::ProductScale(type(), x.scale, w.scale, args_.scale), args_.zero_point, false);
    const uint8_t* bytes = w.t.data<uint8_t>();
    const int64_t taps = kernel_h * kernel_w;
    filter_.Assign(bytes, w.t.numel(), w.zero_point, [=](int64_t i) {  // for each tap and output channel, the inputs
      return (i % channels * taps + i / channels / out_channels) * out_channels + i / channels % out_channels;
    });
    x_ = x.t.data<uint8_t>();
    x_zero_ = int8::Zero(x.zero_point);
    Tensor& output = Y()->t;
    y_ = output.mutable_data<uint8_t>();
    if (output.numel() == 0) return;
    const int64_t work = std::max<int64_t>(1, output.dim(2) * taps * channels * out_channels);
    ParallelFor(0, output.dim(0) * output.dim(1), GrainFor(1 << 17, work),
                [&](int64_t begin, int64_t end) {
                  for (int64_t r = begin; r < end; ++r) Row(x.t, output, r);
                });
  }

 private:
  // Output row `r`, counted over the batch.
  void Row(const Tensor& x, const Tensor& output, int64_t r) const {
    const int64_t width = output.dim(2), stride = args_.strides[1];
    const int64_t n = r / output.dim(1), oh = r % output.dim(1);
    for (int64_t phase = 0; phase < stride && phase < width; ++phase) {
      for (int64_t ow = phase; ow < width; ow += stride * int8::kTileRows) Pixels(x, output, n, oh, ow);
    }
  }

  // Up to four pixels from `ow` on, a stride apart.
  void Pixels(const Tensor& x, const Tensor& output, int64_t n, int64_t oh, int64_t ow) const {
    const int64_t channels = x.dim(3), width = output.dim(2), out_channels = output.dim(3);
    const int64_t stride_h = args_.strides[0], stride_w = args_.strides[1];
    int16_t* rows = int8::Scratch(int8::kTileRows * channels);
    std::vector<uint32_t> sums(static_cast<size_t>(out_channels * int8::kTileRows), 0);
    for (int64_t kh = 0; kh < args_.kernels[0]; ++kh) {
      const int64_t h = oh + args_.pads[0] - kh;
      if (h < 0 || h % stride_h != 0 || h / stride_h >= x.dim(1)) continue;
      const uint8_t* image_row = x_ + (n * x.dim(1) + h / stride_h) * x.dim(2) * channels;
      for (int64_t kw = 0; kw < args_.kernels[1]; ++kw) {
        const int64_t w = ow + args_.pads[1] - kw;  // of the first pixel; the next are a stride on
        if (w % stride_w != 0) continue;
        for (int64_t p = 0; p < int8::kTileRows; ++p) {
          const int64_t column = w / stride_w + p;
          int16_t* row = rows + p * channels;
          if (column >= 0 && column < x.dim(2)) {
            int8::Widen(image_row + column * channels, channels, x_zero_, row);
          } else {
            std::fill(row, row + channels, int16_t{0});
          }
        }
        const int16_t* filter = filter_.data() + (kh * args_.kernels[1] + kw) * out_channels * channels;
        for (int64_t m = 0; m < out_channels; ++m) {
          int8::Dot4(rows, channels, filter + m * channels, channels, &sums[static_cast<size_t>(m * int8::kTileRows)]);
        }
      }
    }
    uint8_t* y = y_ + ((n * output.dim(1) + oh) * width + ow) * out_channels;
    for (int64_t p = 0; p < int8::kTileRows && ow + p * stride_w < width; ++p) {
      for (int64_t m = 0; m < out_channels; ++m) {
        y[p * stride_w * out_channels + m] = requantize_(sums[static_cast<size_t>(m * int8::kTileRows + p)], bias_[m]);
      }
    }
  }

  int8::Filter filter_;
  // Of the current run:
  const uint8_t* x_ = nullptr;
  uint8_t* y_ = nullptr;
  const int32_t* bias_ = nullptr;
  int32_t x_zero_ = 0;
  int8::Requantizer requantize_;
};

OPERATOR_SCHEMA(Int8ConvTranspose)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<DeconvArgs>()
    .Shape<DeconvArgs>(DeconvShape)
    .SetDoc("Transposed convolution of a quantized image.\n\n"
            "The scale of X times that of the filter over Y_scale must be below 1; the scale of the bias is taken to be "
            "that product of X and filter.")
    .Input(0, "X", "Int8Tensor of shape (N, H, W, C).")
    .Input(1, "filter", "Int8Tensor of shape (C, kernel_h, kernel_w, M).")
    .Input(2, "bias", "Int8Tensor of int32, shape (M). Required.")
    .Output(0, "Y", "Int8Tensor of shape (N, H', W', M).");

REGISTER_CPU_OPERATOR(Int8ConvTranspose, Int8ConvTransposeOp);
INT8_NO_GRADIENT(Int8ConvTranspose);

}  // namespace
}  // namespace netdef
