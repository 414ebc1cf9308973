// Where the best element along an axis is.
#pragma once

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
      const T* x = Input(0).data<T>();
      auto* y = Output(0)->mutable_data<int64_t>();
      ParallelFor(0, outer * inner, 1 + kReduceGrain / std::max<int64_t>(1, extent), [&](int64_t begin, int64_t end) {
        for (int64_t line = begin; line < end; ++line) {
          const T* in = x + line / inner * extent * inner + line % inner;
          int64_t best = 0;
          for (int64_t i = 1; i < extent; ++i) {
            const T a = in[i * inner], b = in[best * inner];
            if (Better()(a, b) || (args_.select_last_index && a == b)) best = i;
          }
          y[line] = best;
        }
      });
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
