// netdef::QuantizedConv: convolution of a quantized image, quantized, and if asked for added to another one, as passes make it of
// what quantizing tools write: QuantizeLinear(Conv(DequantizeLinear, DequantizeLinear)).
#include "core/onnx_window.h"
#include "core/pass_operator.h"
#include "ops/quantized/_quantized_conv.h"

namespace netdef {
namespace {

std::vector<TensorSpec> QuantizedConvShape(const QuantizedConvArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &w = in[1].dims;
  NETDEF_ENFORCE(x.size() >= 3 && w.size() == x.size(), "expected an image [N, C, ...] and filters [M, C / group, ...], got [", DimsString(x), "] and [", DimsString(w), "]");
  NETDEF_ENFORCE(w[0] % args.group == 0 && x[1] % args.group == 0 && x[1] / args.group == w[1], "an image of ", x[1], " channels in ", args.group,
                 " groups does not fit filters [", DimsString(w), "]");
  const Window window = MakeWindow(args, SpatialDims(x));
  for (size_t i = 0; i < window.axes.size(); ++i) {
    NETDEF_ENFORCE_EQ(window.axes[i].kernel, w[i + 2], "the kernel does not have the size of the filter along axis ", i + 2);
  }
  return {TensorSpec(quantized::LayerDims(args, in, w[0], WindowedDims(x, w[0], window)), DType::kUint8)};
}

class QuantizedConvOp final : public KernelOperator<QuantizedConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &image = Input(0), &filter = Input(1);
    const Window window = MakeWindow(args_, SpatialDims(image.dims()));
    const WindowTaps taps(window);
    const int64_t outputs = filter.dim(0), inputs = filter.dim(1), pixels = window.in_pixels(), out_pixels = window.out_pixels(), per_group = outputs / args_.group;
    const uint8_t* x = image.data<uint8_t>();
    const int8_t* w = filter.data<int8_t>();
    const int32_t* bias = Input(3).data<int32_t>();
    const bool adds = InputSize() > 4;
    std::vector<uint8_t> product(adds ? static_cast<size_t>(image.dim(0) * outputs * out_pixels) : 0);
    uint8_t* y = adds ? product.data() : Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, image.dim(0) * outputs, 1, [&](int64_t begin, int64_t end) {
      for (int64_t job = begin; job < end; ++job) {
        const int64_t m = job % outputs;
        const uint8_t* in = x + (job / outputs * image.dim(1) + m / per_group * inputs) * pixels;
        const float scale = args_.Scale(quantized::ScaleOf(Input(2), m));
        for (int64_t o = 0; o < out_pixels; ++o) {
          auto sum = static_cast<uint32_t>(bias[m]);  // wraps around
          taps.Visit(o, [&](int64_t pixel, int64_t tap) {
            for (int64_t c = 0; c < inputs; ++c) {
              sum += static_cast<uint32_t>((static_cast<int32_t>(in[c * pixels + pixel]) - args_.x_zero_point) * w[(m * inputs + c) * taps.taps() + tap]);
            }
          });
          y[job * out_pixels + o] = args_.Product(static_cast<float>(static_cast<int32_t>(sum)) * scale);
        }
      }
    });
    if (adds) quantized::AddTo(args_, WindowedDims(image.dims(), outputs, window), product, Input(4), Output(0));
  }
};

PASS_OPERATOR_SCHEMA(QuantizedConv)
    .NumInputs(4, 5)
    .NumOutputs(1)
    .Args<QuantizedConvArgs>()
    .Shape<QuantizedConvArgs>(QuantizedConvShape)
    .Cost([](const Arguments&, const ShapeInputs& in, const std::vector<TensorSpec>& out) {
      const auto number = [](const Dims& dims) { return static_cast<double>(NumElements(dims)); };
      OpCost cost;
      cost.flops = 2 * number(out[0].dims) * number(in[1].dims) / static_cast<double>(in[1].dims[0]);
      cost.params_bytes = number(in[1].dims);
      cost.bytes_read = number(in[0].dims) + cost.params_bytes;
      cost.bytes_written = number(out[0].dims);
      return cost;
    })
    .SetDoc("Convolution of a quantized image, quantized: the sums of products are exact, scaled, rounded to nearest (ties to even) and cut off. Made by passes.")
    .Input(0, "X", "Image [N, C, ...], uint8.")
    .Input(1, "filter", "[M, C / group, kernel...], int8, with zero point 0.")
    .Input(2, "filter_scale", "One, or one for each of M.")
    .Input(3, "bias", "[M], int32, of scale X_scale * filter_scale.")
    .Input(4, "addend", "Optional: uint8, added to the quantized result; broadcast as by numpy.")
    .Output(0, "Y", "Image with M channels, uint8.");

REGISTER_PASS_OPERATOR(QuantizedConv, QuantizedConvOp);

}  // namespace
}  // namespace netdef
