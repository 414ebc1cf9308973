// Int8MaxPool, Int8AveragePool and their Relu forms, on NHWC.
//
// The average counts padding as zeros (the real value 0) and always divides by the whole window, unlike AveragePool;
// it is requantized with a 24-bit multiplier, ties upwards. As in QNNPACK.
#include "base/grain.h"
#include "ops/quantized/_shared.h"
#include "core/window.h"

namespace netdef {
namespace {

struct PoolArgs : int8::OutputArgs, WindowArgs {
  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    WindowArgs::Fields(v);
  }
};

std::vector<TensorSpec> PoolShape(const PoolArgs& args, const ShapeInputs& in) {
  const Dims& x = in[0].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "quantized pooling expects an image of shape (N, H, W, C)");
  const Window window = MakeWindow(args, {x[1], x[2]});
  return {int8::Spec({x[0], window.axes[0].out, window.axes[1].out, x[3]})};
}

// Calls Derived::Tap(sums, pixel, channels) for the pixels of each window inside the image, and
// Derived::Finish(sums, y, channels) after them.
template <typename Derived>
class PoolOp : public int8::Int8Operator<PoolArgs> {
 public:
  PoolOp(const OperatorDef& def, Workspace* ws) : Int8Operator(def, ws) { int8::RequireNHWC(type(), args_.order); }

 protected:
  void Prepare() override {
    const Tensor& x = X(0).t;
    window_ = MakeWindow(args_, {x.dim(1), x.dim(2)});
    NETDEF_ENFORCE(args_.global_pooling || window_.taps() > 1, "[", type(),
                   "] failed to create the operator: 1x1 pooling is meaningless");
  }

  void Compute() override {
    static_cast<Derived*>(this)->Start(X(0));
    const Tensor& input = X(0).t;
    const uint8_t* x = input.data<uint8_t>();
    Tensor& output = Y()->t;
    uint8_t* y = output.mutable_data<uint8_t>();
    if (output.numel() == 0) return;
    const int64_t channels = output.dim(3), out_h = output.dim(1), out_w = output.dim(2), width = input.dim(2);
    const int64_t cost = std::max<int64_t>(1, output.dim(2) * channels * window_.taps());
    ParallelFor(0, output.dim(0) * out_h, GrainFor(int8::kGrain, cost), [&](int64_t begin, int64_t end) {
      std::vector<int32_t> sums(static_cast<size_t>(channels));
      for (int64_t r = begin; r < end; ++r) {
        const uint8_t* image = x + r / out_h * input.dim(1) * width * channels;
        for (int64_t ow = 0; ow < out_w; ++ow) {
          std::fill(sums.begin(), sums.end(), static_cast<Derived*>(this)->initial());
          EachPixel(r % out_h, ow, [&](int64_t h, int64_t w) {
            static_cast<Derived*>(this)->Tap(sums.data(), image + (h * width + w) * channels, channels);
          });
          static_cast<Derived*>(this)->Finish(sums.data(), y + (r * out_w + ow) * channels, channels);
        }
      }
    });
  }

 private:
  template <typename Fn>
  void EachPixel(int64_t oh, int64_t ow, Fn&& fn) const {
    const WindowAxis &rows = window_.axes[0], &columns = window_.axes[1];
    for (int64_t kh = 0; kh < rows.kernel; ++kh) {
      const int64_t h = rows.Position(oh, kh);
      if (h < 0 || h >= rows.in) continue;
      for (int64_t kw = 0; kw < columns.kernel; ++kw) {
        const int64_t w = columns.Position(ow, kw);
        if (w >= 0 && w < columns.in) fn(h, w);
      }
    }
  }

 protected:
  Window window_;
};

template <bool kRelu>
class Int8MaxPoolOp final : public PoolOp<Int8MaxPoolOp<kRelu>> {
 public:
  using PoolOp<Int8MaxPoolOp<kRelu>>::PoolOp;

  void Start(const Int8Tensor& x) {
    this->RequireQuantizationOf(x);
    lowest_ = kRelu ? int8::Zero(x.zero_point) : 0;
  }
  int32_t initial() const { return lowest_; }
  void Tap(int32_t* sums, const uint8_t* pixel, int64_t n) const {
    for (int64_t c = 0; c < n; ++c) sums[c] = std::max<int32_t>(sums[c], pixel[c]);
  }
  void Finish(const int32_t* sums, uint8_t* y, int64_t n) const {
    for (int64_t c = 0; c < n; ++c) y[c] = static_cast<uint8_t>(sums[c]);
  }

 private:
  int32_t lowest_ = 0;
};

template <bool kRelu>
class Int8AveragePoolOp final : public PoolOp<Int8AveragePoolOp<kRelu>> {
 public:
  using PoolOp<Int8AveragePoolOp<kRelu>>::PoolOp;

  void Start(const Int8Tensor& x) {
    const float y_scale = this->args_.scale, ratio = x.scale / y_scale;
    NETDEF_ENFORCE(ratio >= 0x1p-8f && ratio < 0x1p+8f, "[", this->type(), "] failed to create the operator: the scale of "
                   "X over Y_scale is ", ratio, ", the input-to-output scale ratio must be in [2**-8, 2**8)");
    const int64_t taps = this->window_.taps();
    NETDEF_ENFORCE_LT(taps, int64_t{1} << 23, "[", this->type(), "] the window has too many pixels");
    const float scale = x.scale / (y_scale * static_cast<float>(taps));
    multiplier_ = int8::Mantissa(scale);
    shift_ = 150 - int8::Exponent(scale);
    x_zero_ = int8::Zero(x.zero_point);
    y_zero_ = int8::Zero(this->args_.zero_point);
  }
  int32_t initial() const { return 0; }
  void Tap(int32_t* sums, const uint8_t* pixel, int64_t n) const {
    for (int64_t c = 0; c < n; ++c) sums[c] += pixel[c] - x_zero_;
  }
  void Finish(const int32_t* sums, uint8_t* y, int64_t n) const {
    const int64_t half = int64_t{1} << (shift_ - 1);
    for (int64_t c = 0; c < n; ++c) {
      const int64_t product = static_cast<int64_t>(sums[c]) * multiplier_ - static_cast<int64_t>(sums[c] < 0);
      const int64_t q = ((product + half) >> shift_) + y_zero_;
      y[c] = static_cast<uint8_t>(std::min<int64_t>(std::max<int64_t>(q, kRelu ? y_zero_ : 0), 255));
    }
  }

 private:
  int64_t multiplier_ = 0;
  uint32_t shift_ = 0;
  int32_t x_zero_ = 0, y_zero_ = 0;
};

std::function<void(OpSchema&)> Pooling(const char* doc) {
  return [doc](OpSchema& schema) {
    schema.NumInputs(1)
        .NumOutputs(1)
        .Args<PoolArgs>()
        .Shape<PoolArgs>(PoolShape)
        .SetDoc(doc)
        .Input(0, "X", "Int8Tensor of shape (N, H, W, C).")
        .Output(0, "Y", "Int8Tensor of shape (N, H', W', C).");
  };
}

constexpr char kMaxDoc[] =
    "Largest value of each window of a quantized image.\n\nY_scale and Y_zero_point must be those of X.";
constexpr char kMaxReluDoc[] =
    "Largest value of each window of a quantized image, at least 0.\n\nY_scale and Y_zero_point must be those of X.";
constexpr char kAverageDoc[] = "Average of each window of a quantized image, padding counted as zeros.";
constexpr char kAverageReluDoc[] = "Average of each window of a quantized image, padding counted as zeros, then Relu.";
OPERATOR_SCHEMA(Int8MaxPool).FillUsing(Pooling(kMaxDoc));
OPERATOR_SCHEMA(Int8MaxPoolRelu).FillUsing(Pooling(kMaxReluDoc));
OPERATOR_SCHEMA(Int8AveragePool).FillUsing(Pooling(kAverageDoc));
OPERATOR_SCHEMA(Int8AveragePoolRelu).FillUsing(Pooling(kAverageReluDoc));

REGISTER_CPU_OPERATOR(Int8MaxPool, Int8MaxPoolOp<false>);
REGISTER_CPU_OPERATOR(Int8MaxPoolRelu, Int8MaxPoolOp<true>);
REGISTER_CPU_OPERATOR(Int8AveragePool, Int8AveragePoolOp<false>);
REGISTER_CPU_OPERATOR(Int8AveragePoolRelu, Int8AveragePoolOp<true>);
INT8_NO_GRADIENT(Int8MaxPool);
INT8_NO_GRADIENT(Int8MaxPoolRelu);
INT8_NO_GRADIENT(Int8AveragePool);
INT8_NO_GRADIENT(Int8AveragePoolRelu);

}  // namespace
}  // namespace netdef
