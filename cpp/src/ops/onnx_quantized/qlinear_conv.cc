// QLinearConv of ONNX: convolution of a quantized image, quantized.
#include "ops/onnx_quantized/_conv.h"

namespace netdef {
namespace {

class QLinearConvOp final : public KernelOperator<ByteConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const std::vector<float> x_scale = FloatsOf(Input(1)), y_scale = FloatsOf(Input(6));
    std::vector<float> w_scale = FloatsOf(Input(4));
    const auto channels = static_cast<size_t>(Input(3).dim(0));
    if (w_scale.size() == 1) w_scale.assign(channels, w_scale[0]);
    NETDEF_ENFORCE(x_scale.size() == 1 && y_scale.size() == 1 && Input(7).numel() == 1 && w_scale.size() == channels,
                   "[QLinearConv] expected one scale each of x and y, and one of the filter or one for each of ", channels, " channels");
    std::vector<int32_t> bias(channels, 0);
    if (HasInput(8)) {
      NETDEF_ENFORCE_EQ(static_cast<size_t>(Input(8).numel()), channels, "[QLinearConv] the bias must have one value for each channel");
      bias.assign(Input(8).data<int32_t>(), Input(8).data<int32_t>() + Input(8).numel());
    }
    DispatchTypes(ByteTypes(), Input(7).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = Output(0)->mutable_data<T>();
      const auto offset = static_cast<float>(*Input(7).data<T>());
      ByteConv(args_, Input(0), SingleZeroPoint(Input(2)), Input(3), Int32sOf(Input(5)), [&](int64_t i, size_t channel, int32_t sum) {
        const auto total = static_cast<float>(static_cast<int64_t>(sum) + bias[channel]);
        y[i] = Saturated<T>(std::nearbyint(total * (x_scale[0] * w_scale[channel] / y_scale[0])) + offset);
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(QLinearConv)
    .NumInputs(8, 9)
    .NumOutputs(1)
    .Args<ByteConvArgs>()
    .Shape<ByteConvArgs>([](const ByteConvArgs& args, const ShapeInputs& in) { return OneSpec(ByteConvDims(args, in[0].dims, in[3].dims), in[7].dtype); })
    .SetDoc("Convolution of a quantized image.")
    .Input(0, "x", "Image [N, C, ...], int8 or uint8.")
    .Input(1, "x_scale", "One.")
    .Input(2, "x_zero_point", "One.")
    .Input(3, "w", "[M, C / group, kernel...], int8 or uint8.")
    .Input(4, "w_scale", "One, or one for each of M.")
    .Input(5, "w_zero_point", "Likewise.")
    .Input(6, "y_scale", "One.")
    .Input(7, "y_zero_point", "One.")
    .Input(8, "B", "[M], int32, of scale x_scale * w_scale; optional.")
    .Output(0, "y", "Image with M channels, of the type of y_zero_point.");

REGISTER_ONNX_OPERATOR(QLinearConv, QLinearConvOp);

}  // namespace
}  // namespace netdef
