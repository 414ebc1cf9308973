// Where the best element along an axis is.
#pragma once

#include "base/best_places.h"
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
inline namespace onnx_reduce {  // other families have things of the same names

struct ArgArgs {
  int64_t axis = 0;
  bool keepdims = true, select_last_index = false;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis; negative: from the end.");
    v("keepdims", keepdims, "The axis stays with extent 1.");
    v("select_last_index", select_last_index, "Of equal elements the last one is it, else the first.");
  }
};

template <typename Better>
class ArgOp final : public WidenedOperator<ArgArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t outer = SizeToDim(dims, axis), extent = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1);
    NETDEF_ENFORCE(extent > 0 || outer * inner == 0, "[", type(), "] there is no element along axis ", axis);
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      BestPlaces<Better>(Input(0).data<T>(), outer, extent, inner, args_.select_last_index, Output(0)->mutable_data<int64_t>());
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
        dims[static_cast<size_t>(axis)] = 1;
        if (!args.keepdims) dims.erase(dims.begin() + axis);
        return OneSpec(std::move(dims), DType::kInt64);
      })
      .Input(0, "data", "Tensor of numbers.")
      .Output(0, "reduced", "int64 indices.");
}

}  // namespace onnx_reduce
}  // namespace netdef
