// Int8Sigmoid: 1 / (1 + exp(-x)), in steps of 1/256.
#include "ops/quantized/_lookup.h"

namespace netdef {
namespace {

class Int8SigmoidOp final : public int8::LookupOperator<Int8SigmoidOp> {
 public:
  using LookupOperator::LookupOperator;

  void Check() const { int8::RequireProbabilityScale(type(), args_); }
  float Value(float x_scale, float steps) const { return 256.0f / (1.0f + std::exp(-(x_scale * steps))); }
};

OPERATOR_SCHEMA(Int8Sigmoid)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<int8::OutputArgs>()
    .Shape(int8::SameShape())
    .SetDoc("Sigmoid of a quantized tensor. Y_scale must be 1/256 and Y_zero_point 0.")
    .Input(0, "input", "Int8Tensor of any shape.")
    .Output(0, "output", "Int8Tensor of the shape of the input, in steps of 1/256.");

REGISTER_CPU_OPERATOR(Int8Sigmoid, Int8SigmoidOp);
INT8_NO_GRADIENT(Int8Sigmoid);

}  // namespace
}  // namespace netdef
