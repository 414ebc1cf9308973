// Int8Conv, Int8ConvRelu: convolution of an NHWC image with filters (M, kernel_h, kernel_w, C / group), requantized.
//
// Four output pixels at a time: their windows become rows of int16, which are multiplied with each filter.
// Depthwise convolutions go pixel by pixel, along the channels.
#include "base/grain.h"
#include "ops/quantized/_gemm.h"
#include "ops/quantized/_conv.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ConvShape(const Int8ConvArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &w = in[1].dims;
  NETDEF_ENFORCE(x.size() == 4 && w.size() == 4, "quantized convolution expects an image (N, H, W, C) and filters "
                 "(M, kernel_h, kernel_w, C / group), got [", DimsString(x), "] and [", DimsString(w), "]");
  NETDEF_ENFORCE(w[0] % args.group == 0, "number of output channels must be divisible by groups count, got ", w[0],
                 " and ", args.group);
  NETDEF_ENFORCE(x[3] % args.group == 0 && x[3] / args.group == w[3], "an image of ", x[3], " channels in ", args.group,
                 " groups does not fit filters of ", w[3]);
  const Window window = MakeWindow(args, {x[1], x[2]});
  NETDEF_ENFORCE(window.axes[0].kernel == w[1] && window.axes[1].kernel == w[2], "the kernel is ",
                 window.axes[0].kernel, " x ", window.axes[1].kernel, ", the filter ", w[1], " x ", w[2]);
  return {int8::Spec({x[0], window.axes[0].out, window.axes[1].out, w[0]})};
}

template <bool kRelu>
class Int8ConvOp final : public int8::Int8Operator<Int8ConvArgs> {
 public:
  Int8ConvOp(const OperatorDef& def, Workspace* ws) : Int8Operator(def, ws) { int8::RequireNHWC(type(), args_.order); }

 protected:
  void Prepare() override {
    const Tensor& x = X(0).t;
    window_ = MakeWindow(args_, {x.dim(1), x.dim(2)});
    group_in_ = X(1).t.dim(3);
    group_out_ = X(1).t.dim(0) / args_.group;
    depthwise_ = args_.group > 1 && group_in_ == 1 && group_out_ == 1;
  }

  void Compute() override {
    NETDEF_ENFORCE_EQ(InputSize(), 3, "[", type(), "] a bias is required");
    const Int8Tensor &x = X(0), &w = X(1);
    bias_ = int8::Bias(type(), X(2), w.t.dim(0));
    requantize_ = int8::Requantizer(int8::ProductScale(type(), x.scale, w.scale, args_.scale), args_.zero_point, kRelu);
    x_ = x.t.data<uint8_t>();
    x_zero_ = int8::Zero(x.zero_point);
    AssignFilter(w);
    Tensor& output = Y()->t;
    y_ = output.mutable_data<uint8_t>();
    if (output.numel() == 0) return;
    const int64_t pixels = output.numel() / output.dim(3);
    const int64_t depth = window_.taps() * group_in_;
    const int64_t work = std::max<int64_t>(1, depth * output.dim(3));  // of one pixel
    if (depthwise_) {
      ParallelFor(0, pixels, GrainFor(int8::kGrain, work),
                  [&](int64_t begin, int64_t end) { DepthwisePixels(begin, end); });
    } else {
      const int64_t tiles = (pixels + int8::kTileRows - 1) / int8::kTileRows;
      ParallelFor(0, tiles, GrainFor(1 << 17, work * int8::kTileRows), [&](int64_t begin, int64_t end) {
        for (int64_t t = begin; t < end; ++t) {
          DensePixels(t * int8::kTileRows, std::min(pixels, (t + 1) * int8::kTileRows));
        }
      });
    }
  }

 private:
  void AssignFilter(const Int8Tensor& w) {
    const uint8_t* bytes = w.t.data<uint8_t>();
    if (depthwise_) {  // for each tap, the channels
      const int64_t taps = window_.taps(), channels = w.t.dim(0);
      filter_.Assign(bytes, w.t.numel(), w.zero_point,
                     [=](int64_t i) { return i % channels * taps + i / channels; });
    } else {
      filter_.Assign(bytes, w.t.numel(), w.zero_point);
    }
  }

  // Calls fn(tap, pixel of the image or nullptr) for each tap of the window of output pixel `p`.
  template <typename Fn>
  void EachTap(int64_t p, Fn&& fn) const {
    const WindowAxis &rows = window_.axes[0], &columns = window_.axes[1];
    const int64_t channels = group_in_ * args_.group;
    const int64_t ow = p % columns.out, oh = p / columns.out % rows.out, n = p / columns.out / rows.out;
    int64_t tap = 0;
    for (int64_t kh = 0; kh < rows.kernel; ++kh) {
      const int64_t h = rows.Position(oh, kh);
      const bool row_inside = h >= 0 && h < rows.in;
      for (int64_t kw = 0; kw < columns.kernel; ++kw, ++tap) {
        const int64_t w = columns.Position(ow, kw);
        const bool inside = row_inside && w >= 0 && w < columns.in;
        fn(tap, inside ? x_ + ((n * rows.in + h) * columns.in + w) * channels : nullptr);
      }
    }
  }

  // At most four output pixels.
  void DensePixels(int64_t first, int64_t last) const {
    const int64_t depth = window_.taps() * group_in_, out_channels = group_out_ * args_.group;
    int16_t* rows = int8::Scratch(int8::kTileRows * depth);
    std::fill(rows + (last - first) * depth, rows + int8::kTileRows * depth, int16_t{0});
    for (int64_t g = 0; g < args_.group; ++g) {
      for (int64_t p = first; p < last; ++p) {
        int16_t* row = rows + (p - first) * depth;
        EachTap(p, [&](int64_t tap, const uint8_t* pixel) {
          int16_t* to = row + tap * group_in_;
          if (pixel != nullptr) {
            int8::Widen(pixel + g * group_in_, group_in_, x_zero_, to);
          } else {
            std::fill(to, to + group_in_, int16_t{0});
          }
        });
      }
      for (int64_t m = g * group_out_; m < (g + 1) * group_out_; ++m) {
        uint32_t sums[int8::kTileRows] = {};
        int8::Dot4(rows, depth, filter_.data() + m * depth, depth, sums);
        for (int64_t p = first; p < last; ++p) y_[p * out_channels + m] = requantize_(sums[p - first], bias_[m]);
      }
    }
  }

  void DepthwisePixels(int64_t first, int64_t last) const {
    const int64_t channels = args_.group;
    constexpr int64_t kBlock = 64;  // channels whose sums stay in registers or the first cache
    for (int64_t p = first; p < last; ++p) {
      for (int64_t c0 = 0; c0 < channels; c0 += kBlock) {
        const int64_t n = std::min(kBlock, channels - c0);
        uint32_t sums[kBlock] = {};
        EachTap(p, [&](int64_t tap, const uint8_t* pixel) {
          if (pixel == nullptr) return;
          const int16_t* w = filter_.data() + tap * channels + c0;
          int16_t x[kBlock];
          int8::Widen(pixel + c0, n, x_zero_, x);
          for (int64_t c = 0; c < n; ++c) sums[c] += static_cast<uint32_t>(x[c] * w[c]);
        });
        for (int64_t c = 0; c < n; ++c) y_[p * channels + c0 + c] = requantize_(sums[c], bias_[c0 + c]);
      }
    }
  }

  Window window_;
  int64_t group_in_ = 0, group_out_ = 0;
  bool depthwise_ = false;
  int8::Filter filter_;
  // Of the current run:
  const uint8_t* x_ = nullptr;
  uint8_t* y_ = nullptr;
  const int32_t* bias_ = nullptr;
  int32_t x_zero_ = 0;
  int8::Requantizer requantize_;
};

std::function<void(OpSchema&)> Convolution(const char* summary) {
  return [summary](OpSchema& schema) {
    schema.NumInputs(2, 3)
        .NumOutputs(1)
        .Args<Int8ConvArgs>()
        .Shape<Int8ConvArgs>(ConvShape)
        .SetDoc(std::string(summary) + "\n\nThe scale of X times that of the filter over Y_scale must be below 1; the "
                "scale of the bias is taken to be that product of X and filter.")
        .Input(0, "X", "Int8Tensor of shape (N, H, W, C).")
        .Input(1, "filter", "Int8Tensor of shape (M, kernel_h, kernel_w, C / group).")
        .Input(2, "bias", "Int8Tensor of int32, shape (M). Required.")
        .Output(0, "Y", "Int8Tensor of shape (N, H', W', M).");
  };
}

OPERATOR_SCHEMA(Int8Conv).FillUsing(Convolution("Convolution of a quantized image."));
OPERATOR_SCHEMA(Int8ConvRelu).FillUsing(Convolution("Convolution of a quantized image, then Relu."));
REGISTER_CPU_OPERATOR(Int8Conv, Int8ConvOp<false>);
REGISTER_CPU_OPERATOR(Int8ConvRelu, Int8ConvOp<true>);
INT8_NO_GRADIENT(Int8Conv);
INT8_NO_GRADIENT(Int8ConvRelu);

}  // namespace
}  // namespace netdef
