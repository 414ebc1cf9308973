// SumElements: the sum of all elements of X, or their mean. SumElementsInt is the sum of integers.
// dX = dY, divided by the number of elements for the mean.
#include "ops/reduce/_elements.h"

namespace netdef {
namespace {

struct Element {
  template <typename T>
  T operator()(T x) const {
    return x;
  }
};

class SumElementsIntOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(IntTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      *Output(0)->mutable_data<T>() = FoldSum::Run(Input(0).numel(), T(0), [x](int64_t i) { return x[i]; });
    });
  }
};

// (X, dY) -> dX
class SumElementsGradientOp final : public KernelOperator<ElementsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[SumElementsGradient] dY must hold one number");
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int64_t n = Input(0).numel();
      const T dy = *Input(1).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      std::fill(dx, dx + n, args_.average ? dy / static_cast<T>(n) : dy);
    });
  }
};

OPERATOR_SCHEMA(SumElements)
    .FillUsing(SumElementsSchema)
    .Args<ElementsArgs>()
    .SetDoc("Sum of all elements of a tensor, or their mean.");
OPERATOR_SCHEMA(SumElementsInt).FillUsing(SumElementsSchema).SetDoc("Sum of all elements of a tensor of integers.");

OPERATOR_SCHEMA(SumElementsGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<ElementsArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of SumElements.")
    .Input(0, "X", "Input of SumElements; only its shape is read.")
    .Input(1, "dY", "Gradient of the sum: one number.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(SumElements, SumElementsOp<Element, FloatTypes>);
REGISTER_CPU_OPERATOR(SumElementsInt, SumElementsIntOp);
REGISTER_CPU_OPERATOR(SumElementsGradient, SumElementsGradientOp);
SIMPLE_GRADIENT(SumElements, "SumElementsGradient", {I(0), GO(0)}, {GI(0)});
SHOULD_NOT_DO_GRADIENT(SumElementsInt);

}  // namespace
}  // namespace netdef
