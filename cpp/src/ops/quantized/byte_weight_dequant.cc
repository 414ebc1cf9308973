// ByteWeightDequant: y = min + x / 255 * (max - min), for weights that are stored as bytes.
#include "netdef/operator.h"

namespace netdef {
namespace {

struct ByteWeightArgs {
  float min = -3, max = 3;
  std::vector<int64_t> shape;

  template <typename V>
  void Fields(V& v) {
    v("min", min, "Value of byte 0.");
    v("max", max, "Value of byte 255.");
    v("shape", shape, "Shape of the output; a scalar by default.");
  }
};

std::vector<TensorSpec> ByteWeightShape(const ByteWeightArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(NumElements(args.shape) <= NumElements(in[0].dims), "the argument 'shape' [", DimsString(args.shape),
                 "] has more elements than the input of shape [", DimsString(in[0].dims), "]");
  return {TensorSpec(args.shape, DType::kFloat)};
}

class ByteWeightDequantOp final : public KernelOperator<ByteWeightArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const uint8_t* x = Input(0).data<uint8_t>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Output(0)->numel(); ++i) {
      y[i] = static_cast<float>(x[i]) / 255.0f * (args_.max - args_.min) + args_.min;
    }
  }
};

OPERATOR_SCHEMA(ByteWeightDequant)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ByteWeightArgs>()
    .Shape<ByteWeightArgs>(ByteWeightShape)
    .SetDoc("Turns bytes into floats that are spread evenly over [min, max].")
    .Input(0, "X", "uint8 tensor; elements beyond the shape are ignored.")
    .Output(0, "Y", "Float tensor of the shape of the argument.");

REGISTER_CPU_OPERATOR(ByteWeightDequant, ByteWeightDequantOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ByteWeightDequant, "quantized values are not differentiable");

}  // namespace
}  // namespace netdef
