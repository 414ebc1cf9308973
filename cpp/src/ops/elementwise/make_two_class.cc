// MakeTwoClass: (1 - x, x) for each x, along a new last axis.
// dX = dY of the second minus dY of the first.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

class MakeTwoClassOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        y[2 * i] = T(1) - x[i];
        y[2 * i + 1] = x[i];
      }
    });
  }
};

class MakeTwoClassGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(0).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Output(0)->numel(); ++i) dx[i] = dy[2 * i + 1] - dy[2 * i];
    });
  }
};

OPERATOR_SCHEMA(MakeTwoClass)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      Dims dims = in[0].dims;
      dims.push_back(2);
      return std::vector<TensorSpec>{{dims, in[0].dtype}};
    })
    .SetDoc("Makes probabilities of both classes out of those of one.")
    .Input(0, "X", "Probabilities.")
    .Output(0, "Y", "1 - X and X along a new last axis.");

OPERATOR_SCHEMA(MakeTwoClassGradient)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      Dims dims = in[0].dims;
      NETDEF_ENFORCE(!dims.empty() && dims.back() == 2, "the last dim of dY must be 2, got shape [", DimsString(dims), "]");
      dims.pop_back();
      return std::vector<TensorSpec>{{dims, in[0].dtype}};
    })
    .SetDoc("Gradient of MakeTwoClass.")
    .Input(0, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(MakeTwoClass, MakeTwoClassOp);
REGISTER_CPU_OPERATOR(MakeTwoClassGradient, MakeTwoClassGradientOp);
SIMPLE_GRADIENT(MakeTwoClass, "MakeTwoClassGradient", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
