// Int8Dequantize: y = (q - zero_point) * scale.
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

class Int8DequantizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Int8Tensor& input = OperatorBase::Input<Int8Tensor>(0);
    const uint8_t* x = input.t.data<uint8_t>();
    float* y = Output(0)->mutable_data<float>();
    const int32_t zero = input.zero_point;
    const float scale = input.scale;
    ParallelFor(0, input.t.numel(), int8::kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = static_cast<float>(static_cast<int32_t>(x[i]) - zero) * scale;
    });
  }
};

OPERATOR_SCHEMA(Int8Dequantize)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{TensorSpec(in[0].dims, DType::kFloat)}; })
    .SetDoc("Turns a quantized tensor into floats.")
    .Input(0, "qX", "Int8Tensor of uint8.")
    .Output(0, "Y", "Float tensor of the shape of qX.");

REGISTER_CPU_OPERATOR(Int8Dequantize, Int8DequantizeOp);
INT8_NO_GRADIENT(Int8Dequantize);

}  // namespace
}  // namespace netdef
