// The place of the best element along an axis: ArgMax, ArgMin.
#pragma once

#include <algorithm>
#include <vector>

#include "netdef/dims.h"
#include "netdef/pointwise.h"

namespace netdef {

struct ArgArgs {
  int axis = -1;
  bool keepdims = true;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis to look along; a negative one counts from the end.");
    v("keepdims", keepdims, "Keep the axis with an extent of 1.");
  }
};

// Better()(x, best): x is to take the place of the best one so far.
template <typename Better>
class ArgOp final : public KernelOperator<ArgArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t outer = SizeToDim(dims, axis), inner = SizeFromDim(dims, axis + 1);
    const int64_t extent = dims[static_cast<size_t>(axis)];
    int64_t* index = Output(0)->mutable_data<int64_t>();
    std::fill(index, index + outer * inner, 0);
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      ParallelFor(0, outer, kPointwiseGrain / std::max<int64_t>(extent * inner, 1) + 1, [&](int64_t begin, int64_t end) {
        for (int64_t o = begin; o < end; ++o) {
          for (int64_t k = 1; k < extent; ++k) Take(k, inner, x + o * extent * inner, index + o * inner);
        }
      });
    });
  }

 private:
  template <typename T>
  static void Take(int64_t k, int64_t inner, const T* x, int64_t* index) {
    const Better better{};
    for (int64_t i = 0; i < inner; ++i) {
      if (better(x[k * inner + i], x[index[i] * inner + i])) index[i] = k;
    }
  }
};

inline void ArgSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<ArgArgs>()
      .Shape<ArgArgs>([](const ArgArgs& args, const ShapeInputs& in) {
        Dims dims = in[0].dims;
        const int axis = CanonicalAxis(args.axis, dims);
        if (args.keepdims) {
          dims[static_cast<size_t>(axis)] = 1;
        } else {
          dims.erase(dims.begin() + axis);
        }
        return std::vector<TensorSpec>{{dims, DType::kInt64}};
      })
      .Input(0, "X", "Tensor of numbers.")
      .Output(0, "Indices", "int64: places along the axis.");
}

}  // namespace netdef
