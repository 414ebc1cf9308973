// ConstantOfShape of ONNX: one value everywhere, in a shape that an input gives.
#include <algorithm>

#include "netdef/onnx_operator.h"

namespace netdef {
namespace {

struct ConstantOfShapeArgs {
  Tensor value;

  template <typename V>
  void Fields(V& v) {
    v("value", value, "Tensor with one element, the value; absent: 0 as float.");
    if constexpr (V::kReads) {
      if (value.dtype() == DType::kUndefined) {
        value = Tensor({1}, DType::kFloat);
        *value.mutable_data<float>() = 0;
      }
      NETDEF_ENFORCE_EQ(value.numel(), 1, "value must have one element");
    }
  }
};

std::vector<TensorSpec> ConstantOfShapeShape(const ConstantOfShapeArgs& args, const ShapeInputs& in) {
  const Tensor* shape = in.value(0);
  if (shape == nullptr) return {TensorSpec::Unknown(args.value.dtype())};
  return OneSpec(IntegersOf(*shape), args.value.dtype());
}

class ConstantOfShapeOp final : public KernelOperator<ConstantOfShapeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchItemTypes(args_.value.dtype(), [&](auto zero) {
      using T = decltype(zero);
      std::fill_n(static_cast<T*>(Output(0)->raw_mutable_data(args_.value.dtype())), Output(0)->numel(), *Items<T>(args_.value));
    });
  }
};

ONNX_OPERATOR_SCHEMA(ConstantOfShape)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ConstantOfShapeArgs>()
    .Shape<ConstantOfShapeArgs>(ConstantOfShapeShape)
    .SetDoc("A tensor filled with one value.")
    .Input(0, "input", "int64, 1-D: the shape.")
    .Output(0, "output", "The tensor.");

REGISTER_ONNX_OPERATOR(ConstantOfShape, ConstantOfShapeOp);

}  // namespace
}  // namespace netdef
