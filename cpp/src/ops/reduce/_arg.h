// The place of the best element along an axis: ArgMax, ArgMin.
#pragma once

#include <algorithm>
#include <vector>

#include "base/best_places.h"
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
    if (extent == 0) {
      std::fill_n(Output(0)->mutable_data<int64_t>(), outer * inner, 0);
      return;
    }
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      BestPlaces<Better>(Input(0).data<T>(), outer, extent, inner, false, Output(0)->mutable_data<int64_t>());
    });
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
