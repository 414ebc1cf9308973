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
        const int64_t step = args_.reverse ? -inner : inner, first = args_.reverse ? (extent - 1) * inner : 0;
        if (inner == 1) {
          RunAlong(x + first, step, extent, y + first);
          continue;
        }
        // Each row is the one before it and a row of x.
        for (int64_t k = 0; k < inner && extent > 0; ++k) y[first + k] = args_.exclusive ? T(Fold::kStart) : x[first + k];
        for (int64_t i = 1; i < extent; ++i) {
          T* row = y + first + i * step;
          const T *before = row - step, *added = x + first + (args_.exclusive ? i - 1 : i) * step;
          for (int64_t k = 0; k < inner; ++k) row[k] = Fold()(before[k], added[k]);
        }
      }
    });
  }

 private:
  template <typename T>
  void RunAlong(const T* x, int64_t step, int64_t extent, T* y) const {
    T so_far = Fold::kStart;
    for (int64_t i = 0; i < extent; ++i) {
      const T next = Fold()(so_far, x[i * step]);
      y[i * step] = args_.exclusive ? so_far : next;
      so_far = next;
    }
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
