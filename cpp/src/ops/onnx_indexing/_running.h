// Running sums and products.
#pragma once

#include "ops/onnx_indexing/_shared.h"

namespace netdef {
inline namespace onnx_indexing {  // other families have things of the same names

struct RunningArgs {
  bool exclusive = false, reverse = false;

  template <typename V>
  void Fields(V& v) {
    v("exclusive", exclusive, "Without the element itself.");
    v("reverse", reverse, "From the end.");
  }
};

template <typename Fold>
class RunningOp final : public WidenedOperator<RunningArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(IntValue(Input(1), "axis"), dims);
    const int64_t outer = SizeToDim(dims, axis), extent = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1);
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (int64_t o = 0; o < outer; ++o) {
        const T* x = Input(0).data<T>() + o * extent * inner;
        T* y = Output(0)->mutable_data<T>() + o * extent * inner;
        for (int64_t k = 0; k < inner; ++k) {
          T so_far = Fold::kStart;
          for (int64_t i = 0; i < extent; ++i) {
            const int64_t at = (args_.reverse ? extent - 1 - i : i) * inner + k;
            const T next = Fold()(so_far, x[at]);
            y[at] = args_.exclusive ? so_far : next;
            so_far = next;
          }
        }
      }
    });
  }
};

inline void RunningSchema(OpSchema& schema) {
  schema.NumInputs(2)
      .NumOutputs(1)
      .Args<RunningArgs>()
      .IdenticalTypeAndShape()
      .Input(0, "x", "Tensor of numbers.")
      .Input(1, "axis", "int32 or int64: the axis.")
      .Output(0, "y", "Shape and type of x.");
}

}  // namespace onnx_indexing
}  // namespace netdef
