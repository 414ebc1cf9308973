// ConvInteger of ONNX: convolution of 8-bit images less their zero points, in int32.
#include "ops/onnx_quantized/_conv.h"

namespace netdef {
namespace {

class ConvIntegerOp final : public KernelOperator<ByteConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    int32_t* y = Output(0)->mutable_data<int32_t>();
    ByteConv(args_, Input(0), HasInput(2) ? SingleZeroPoint(Input(2)) : 0, Input(1), HasInput(3) ? Int32sOf(Input(3)) : std::vector<int32_t>{0},
             [&](int64_t i, size_t /*channel*/, int32_t sum) { y[i] = sum; });
  }
};

ONNX_OPERATOR_SCHEMA(ConvInteger)
    .NumInputs(2, 4)
    .NumOutputs(1)
    .Args<ByteConvArgs>()
    .Shape<ByteConvArgs>([](const ByteConvArgs& args, const ShapeInputs& in) { return OneSpec(ByteConvDims(args, in[0].dims, in[1].dims), DType::kInt32); })
    .SetDoc("Convolution of a quantized image, as integers.")
    .Input(0, "x", "Image [N, C, ...], int8 or uint8.")
    .Input(1, "w", "[M, C / group, kernel...], int8 or uint8.")
    .Input(2, "x_zero_point", "One; absent: 0.")
    .Input(3, "w_zero_point", "One, or one for each of M; absent: 0.")
    .Output(0, "y", "Image with M channels, int32.");

REGISTER_ONNX_OPERATOR(ConvInteger, ConvIntegerOp);

}  // namespace
}  // namespace netdef
