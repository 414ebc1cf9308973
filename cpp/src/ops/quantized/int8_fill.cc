// Int8GivenTensorFill, Int8GivenIntTensorFill: a quantized tensor from the arguments, for weights and biases.
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct FillArgs : int8::OutputArgs {
  std::vector<int64_t> shape;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("shape", shape, "Shape of the output; a scalar by default.");
  }
};

struct ByteFillArgs : FillArgs {
  std::string values;

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    v("values", values, "The elements: a string with one byte for each.");
  }
};

struct IntFillArgs : FillArgs {
  std::vector<int32_t> values;

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    v("values", values, "The elements.");
  }
};

template <typename Args, DType kType>
std::vector<TensorSpec> FillShape(const Args& args, const ShapeInputs&) {
  NETDEF_ENFORCE_LE(NumElements(args.shape), static_cast<int64_t>(args.values.size()),
                    "the argument 'values' has too few elements for the shape [", DimsString(args.shape), "]");
  return {int8::Spec(args.shape, kType)};
}

template <typename Args, typename T>
class Int8FillOp final : public int8::Int8Operator<Args> {
 public:
  using int8::Int8Operator<Args>::Int8Operator;

 protected:
  void Compute() override {
    Tensor& y = this->Y()->t;
    std::copy_n(this->args_.values.begin(), y.numel(), y.template mutable_data<T>());
  }
};

OPERATOR_SCHEMA(Int8GivenTensorFill)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<ByteFillArgs>()
    .Shape<ByteFillArgs>(FillShape<ByteFillArgs, DType::kUint8>)
    .SetDoc("A quantized tensor with the given bytes. Bytes beyond the shape are ignored.")
    .Output(0, "Tensor", "Int8Tensor of uint8.");

OPERATOR_SCHEMA(Int8GivenIntTensorFill)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<IntFillArgs>()
    .Shape<IntFillArgs>(FillShape<IntFillArgs, DType::kInt32>)
    .SetDoc("A quantized tensor of int32 with the given values: a bias. Values beyond the shape are ignored.")
    .Output(0, "Tensor", "Int8Tensor of int32.");

using Int8GivenTensorFillOp = Int8FillOp<ByteFillArgs, uint8_t>;
using Int8GivenIntTensorFillOp = Int8FillOp<IntFillArgs, int32_t>;
REGISTER_CPU_OPERATOR(Int8GivenTensorFill, Int8GivenTensorFillOp);
REGISTER_CPU_OPERATOR(Int8GivenIntTensorFill, Int8GivenIntTensorFillOp);
INT8_NO_GRADIENT(Int8GivenTensorFill);
INT8_NO_GRADIENT(Int8GivenIntTensorFill);

}  // namespace
}  // namespace netdef
