// ConstantFill: every element of the output is `value`. Float16ConstantFill does the same in half precision.
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

class ConstantFillOp final : public KernelOperator<ValueFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* out = Output(0);
    if (args_.dtype == DType::kString) {
      NETDEF_ENFORCE_LT(InputSize(), 2, "constant fill string from tensor is not supported");
      Fill<std::string, std::string>(out, "");
      return;
    }
    if (args_.dtype == DType::kHalf) return Fill<Half, float>(out, 0);
    DispatchFillTypes(args_.dtype, [&](auto zero) { Fill<decltype(zero)>(out, zero); });
  }

 private:
  template <typename T, typename Argument = T>
  void Fill(Tensor* out, Argument zero) {
    T value(GetSingleArgument<Argument>("value", zero));
    if (InputSize() == 2) {
      NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[ConstantFill] value vector must have 1 element");
      value = Input(1).data<T>()[0];
    }
    T* y = out->mutable_data<T>();
    std::fill(y, y + out->numel(), value);
  }
};

OPERATOR_SCHEMA(ConstantFill)
    .NumInputs(0, 2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<ValueFillArgs>()
    .Shape<ValueFillArgs>(ValueFillShape)
    .SetDoc("Fills a tensor with one value.\n\n"
            "Without `dtype` a float value makes a float tensor and an integer (or bool) value an int64 one.")
    .Input(0, "input", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")
    .Input(1, "value", "One element of the output's type, instead of the argument (optional).")
    .Output(0, "output", "The filled tensor.");

struct HalfFillArgs {
  float value = 0;
  std::vector<int64_t> shape;

  template <typename V>
  void Fields(V& v) {
    v("value", value, "What to fill with.");
    v("shape", shape, "Shape of the output; absent for a scalar.");
  }
};

class Float16ConstantFillOp final : public KernelOperator<HalfFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Half* y = Output(0)->mutable_data<Half>();
    std::fill(y, y + Output(0)->numel(), Half(args_.value));
  }
};

OPERATOR_SCHEMA(Float16ConstantFill)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<HalfFillArgs>()
    .Shape<HalfFillArgs>([](const HalfFillArgs& args, const ShapeInputs&) {
      return std::vector<TensorSpec>{TensorSpec(args.shape, DType::kHalf)};
    })
    .SetDoc("Fills a half-precision tensor with one value.")
    .Output(0, "output", "The filled tensor.");

REGISTER_CPU_OPERATOR(ConstantFill, ConstantFillOp);
NO_GRADIENT(ConstantFill);
REGISTER_CPU_OPERATOR(Float16ConstantFill, Float16ConstantFillOp);
NO_GRADIENT(Float16ConstantFill);

}  // namespace
}  // namespace netdef
