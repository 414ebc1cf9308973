// Int8LeakyRelu: x for x >= 0, alpha * x below, requantized.
#include "ops/quantized/_lookup.h"

namespace netdef {
namespace {

struct LeakyReluArgs : int8::OutputArgs {
  float alpha = 0.01f;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("alpha", alpha, "Slope of the negative part, in (0, 1].");
  }
};

class Int8LeakyReluOp final : public int8::LookupOperator<Int8LeakyReluOp, LeakyReluArgs> {
 public:
  using LookupOperator::LookupOperator;

  void Check() const {
    NETDEF_ENFORCE(std::isnormal(args_.alpha) && args_.alpha > 0 && args_.alpha <= 1,
                   "[Int8LeakyRelu] expected alpha in (0, 1], got ", args_.alpha);
    const float ratio = X(0).scale / args_.scale;
    NETDEF_ENFORCE(ratio >= 0x1p-8f && ratio < 0x1p+8f, "[Int8LeakyRelu] the scale of X over Y_scale is ", ratio,
                   ", it must be in [2**-8, 2**8)");
  }
  float Value(float x_scale, float steps) const {
    const float x = x_scale / args_.scale * steps;
    return (x < 0 ? x * args_.alpha : x) + static_cast<float>(int8::Zero(args_.zero_point));
  }
};

OPERATOR_SCHEMA(Int8LeakyRelu)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<LeakyReluArgs>()
    .Shape(int8::SameShape())
    .SetDoc("Leaky Relu on a quantized tensor.")
    .Input(0, "X", "Int8Tensor of any shape.")
    .Output(0, "Y", "Int8Tensor of the shape of X.");

REGISTER_CPU_OPERATOR(Int8LeakyRelu, Int8LeakyReluOp);
INT8_NO_GRADIENT(Int8LeakyRelu);

}  // namespace
}  // namespace netdef
