// Int8Relu: max(q, zero_point).
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

class Int8ReluOp final : public int8::Int8Operator<> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    RequireQuantizationOf(X(0));
    const uint8_t* x = X(0).t.data<uint8_t>();
    const auto zero = static_cast<uint8_t>(X(0).zero_point);
    Tensor& output = Y()->t;
    uint8_t* y = output.mutable_data<uint8_t>();
    ParallelFor(0, output.numel(), int8::kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = std::max(x[i], zero);
    });
  }
};

OPERATOR_SCHEMA(Int8Relu)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<int8::OutputArgs>()
    .Shape(int8::SameShape())
    .SetDoc("Relu on a quantized tensor. Y_scale and Y_zero_point must be those of X.")
    .Input(0, "X", "Int8Tensor of any shape.")
    .Output(0, "Y", "Int8Tensor of the shape of X.");

REGISTER_CPU_OPERATOR(Int8Relu, Int8ReluOp);
INT8_NO_GRADIENT(Int8Relu);

}  // namespace
}  // namespace netdef
