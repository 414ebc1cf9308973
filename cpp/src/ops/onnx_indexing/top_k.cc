// TopK of ONNX: the k largest or smallest elements along an axis and their indices; of equal ones, the first come first.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct TopKArgs {
  int64_t axis = -1;
  bool largest = true, sorted = true;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis; negative: from the end.");
    v("largest", largest, "The largest ones, else the smallest.");
    v("sorted", sorted, "In order; netdef always sorts.");
  }
};

std::vector<TensorSpec> TopKShape(const TopKArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  const Tensor* k = in.value(1);
  if (k == nullptr) return {TensorSpec::Unknown(in[0].dtype), TensorSpec::Unknown(DType::kInt64)};
  Dims dims = in[0].dims;
  const int64_t count = IntValue(*k, "k");
  NETDEF_ENFORCE(count >= 0 && count <= dims[axis], "k must be 0 to ", dims[axis], ", got ", count);
  dims[axis] = count;
  return {TensorSpec(dims, in[0].dtype), TensorSpec(dims, DType::kInt64)};
}

class TopKOp final : public WidenedOperator<TopKArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      args_.largest ? Run<T>([](T a, T b) { return a > b || (a != a && b == b); }) : Run<T>([](T a, T b) { return a < b || (b != b && a == a); });
    });
  }

 private:
  template <typename T, typename Before>
  void Run(const Before& before) {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t outer = SizeToDim(dims, axis), extent = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1),
                  k = Output(0)->dim(axis);
    const T* x = Input(0).data<T>();
    T* values = Output(0)->mutable_data<T>();
    auto* indices = Output(1)->mutable_data<int64_t>();
    ParallelFor(0, outer * inner, 1 + 4096 / std::max<int64_t>(extent, 1), [&](int64_t begin, int64_t end) {
      std::vector<int64_t> order(static_cast<size_t>(extent));
      for (int64_t line = begin; line < end; ++line) {
        const T* in = x + line / inner * extent * inner + line % inner;
        for (int64_t i = 0; i < extent; ++i) order[static_cast<size_t>(i)] = i;
        const auto earlier = [&](int64_t a, int64_t b) {
          const T va = in[a * inner], vb = in[b * inner];
          return before(va, vb) || (!before(vb, va) && a < b);
        };
        std::partial_sort(order.begin(), order.begin() + k, order.end(), earlier);
        const int64_t out = line / inner * k * inner + line % inner;
        for (int64_t i = 0; i < k; ++i) {
          values[out + i * inner] = in[order[static_cast<size_t>(i)] * inner];
          indices[out + i * inner] = order[static_cast<size_t>(i)];
        }
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(TopK)
    .NumInputs(2)
    .NumOutputs(2)
    .Args<TopKArgs>()
    .Shape<TopKArgs>(TopKShape)
    .SetDoc("The largest or smallest elements along an axis.")
    .Input(0, "X", "Tensor of numbers.")
    .Input(1, "K", "int64: how many.")
    .Output(0, "Values", "Like X, the axis of extent k.")
    .Output(1, "Indices", "int64: where they were along the axis.");

REGISTER_ONNX_OPERATOR(TopK, TopKOp);

}  // namespace
}  // namespace netdef
