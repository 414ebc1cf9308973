// Operators that reduce all of X to one number: SumElements, SumSqrElements.
#pragma once

#include <vector>

#include "netdef/broadcast.h"

namespace netdef {

struct ElementsArgs {
  bool average = false;

  template <typename V>
  void Fields(V& v) {
    v("average", average, "Divide the sum by the number of elements.");
  }
};

// y = sum of Term()(x), divided by the number of elements where the average is asked for.
template <typename Term, typename Types>
class SumElementsOp final : public KernelOperator<ElementsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      const int64_t n = Input(0).numel();
      T sum = FoldSum::Run(n, T(0), [x](int64_t i) { return Term()(x[i]); });
      if (args_.average && n > 0) sum /= static_cast<T>(n);
      *Output(0)->mutable_data<T>() = sum;
    });
  }
};

inline void SumElementsSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{Dims(), in[0].dtype}}; })
      .Input(0, "X", "Tensor of any shape.")
      .Output(0, "sum", "Scalar of the type of X.");
}

}  // namespace netdef
