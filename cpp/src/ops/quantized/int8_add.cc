// Int8Add, Int8Sum: y = a + b on quantized tensors; Int8AddRelu, Int8SumRelu: max(a + b, 0).
//
// Integer arithmetic as in QNNPACK: both inputs are scaled to the output in 22-bit fixed point, then
// added and rounded with ties away from zero. Int8Sum takes exactly two inputs, as it always did.
#include "ops/quantized/_shared.h"
#include "netdef/simd.h"

namespace netdef {
namespace {

using int8::OutputArgs;

// ratio * 2^(21 - exponent of the larger ratio), so that a product with a byte fits 31 bits.
struct Sum2 {
  uint32_t a_multiplier, b_multiplier, bias;
  uint32_t shift;
  int32_t zero, low;

  uint8_t operator()(uint8_t a, uint8_t b) const {
    const uint32_t acc = bias + a * a_multiplier + b * b_multiplier;
    const int32_t y = int8::RoundingShift(static_cast<int32_t>(acc), shift) + zero;
    return static_cast<uint8_t>(std::min(std::max(y, low), 255));
  }
};

NETDEF_SIMD void AddRange(const Sum2 add, const uint8_t* a, const uint8_t* b, int64_t n, uint8_t* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = add(a[i], b[i]);
}

template <bool kRelu>
class Int8AddOp final : public int8::Int8Operator<> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    const Sum2 add = Plan(X(0), X(1));
    const uint8_t* a = X(0).t.data<uint8_t>();
    const uint8_t* b = X(1).t.data<uint8_t>();
    Int8Tensor* out = Y();  // may be an input: everything is read from those by now
    uint8_t* y = out->t.mutable_data<uint8_t>();
    ParallelFor(0, out->t.numel(), int8::kGrain, [&](int64_t begin, int64_t end) {
      AddRange(add, a + begin, b + begin, end - begin, y + begin);
    });
  }

 private:
  Sum2 Plan(const Int8Tensor& a, const Int8Tensor& b) const {
    const auto ratio = [this](const char* name, float scale) {
      NETDEF_ENFORCE(std::isnormal(args_.scale) && args_.scale > 0, "[", type(),
                     "] failed to create the operator: Y_scale must be finite and positive, got ", args_.scale);
      const float r = scale / args_.scale;
      NETDEF_ENFORCE(r >= 0x1p-14f && r < 0x1p+8f, "[", type(), "] failed to create the operator: the scale of ", name,
                     " over Y_scale is ", r, ", the scale ratio must be in [2**-14, 2**8)");
      return r;
    };
    const float a_ratio = ratio("A", a.scale), b_ratio = ratio("B", b.scale);
    const int exponent = static_cast<int>(int8::Exponent(std::max(a_ratio, b_ratio))) - 127;
    Sum2 p;
    p.shift = static_cast<uint32_t>(21 - exponent);
    const float unit = std::ldexp(1.0f, 21 - exponent);
    p.a_multiplier = static_cast<uint32_t>(std::lrint(a_ratio * unit));
    p.b_multiplier = static_cast<uint32_t>(std::lrint(b_ratio * unit));
    p.bias = 0u - p.a_multiplier * static_cast<uint32_t>(int8::Zero(a.zero_point)) -
             p.b_multiplier * static_cast<uint32_t>(int8::Zero(b.zero_point));
    p.zero = int8::Zero(args_.zero_point);
    p.low = kRelu ? p.zero : 0;
    return p;
  }
};

std::vector<TensorSpec> AddShape(const OutputArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in.size(), 2u, "quantized addition takes two inputs");
  NETDEF_ENFORCE(in[0].dims == in[1].dims, "[", DimsString(in[0].dims), "] vs [", DimsString(in[1].dims),
                 "]: inputs must have the same shape (broadcast semantics is not supported)");
  return {int8::Spec(in[0].dims)};
}

std::function<void(OpSchema&)> Addition(const char* summary) {
  return [summary](OpSchema& schema) {
    schema.NumOutputs(1)
        .AllowInplace({{0, 0}, {1, 0}})
        .Args<OutputArgs>()
        .Shape<OutputArgs>(AddShape)
        .SetDoc(std::string(summary) + "\n\nThe scale of each input over Y_scale must be in [2^-14, 2^8).")
        .Input(0, "A", "Int8Tensor of any shape.")
        .Input(1, "B", "Int8Tensor of the shape of A.")
        .Output(0, "C", "Int8Tensor of the shape of A.");
  };
}

OPERATOR_SCHEMA(Int8Add).NumInputs(2).FillUsing(Addition("Adds two quantized tensors."));
OPERATOR_SCHEMA(Int8AddRelu).NumInputs(2).FillUsing(Addition("Adds two quantized tensors, then Relu."));
OPERATOR_SCHEMA(Int8Sum).NumInputs(1, OpSchema::kMany).FillUsing(Addition("Adds two quantized tensors, not more."));
OPERATOR_SCHEMA(Int8SumRelu)
    .NumInputs(1, OpSchema::kMany)
    .FillUsing(Addition("Adds two quantized tensors, not more, then Relu."));

REGISTER_CPU_OPERATOR(Int8Add, Int8AddOp<false>);
REGISTER_CPU_OPERATOR(Int8AddRelu, Int8AddOp<true>);
REGISTER_CPU_OPERATOR(Int8Sum, Int8AddOp<false>);
REGISTER_CPU_OPERATOR(Int8SumRelu, Int8AddOp<true>);
INT8_NO_GRADIENT(Int8Add);
INT8_NO_GRADIENT(Int8AddRelu);
INT8_NO_GRADIENT(Int8Sum);
INT8_NO_GRADIENT(Int8SumRelu);

}  // namespace
}  // namespace netdef
