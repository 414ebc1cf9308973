// OneHot of ONNX: a new axis that is on at the index and off elsewhere; everywhere off for an index out of range.
#include <cmath>

#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct OneHotArgs {
  int64_t axis = -1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "Where the new axis goes; negative: from the end.");
  }
};

std::vector<TensorSpec> OneHotShape(const OneHotArgs& args, const ShapeInputs& in) {
  const Tensor* depth = in.value(1);
  if (depth == nullptr) return {TensorSpec::Unknown(in[2].dtype)};
  NETDEF_ENFORCE_EQ(depth->numel(), 1, "depth must be one number");
  int64_t n = 0;
  DispatchTypes(AllNumericTypes(), depth->dtype(), [&](auto zero) { n = static_cast<int64_t>(*depth->data<decltype(zero)>()); });
  Dims dims = in[0].dims;
  const auto rank = static_cast<int64_t>(dims.size()) + 1;
  NETDEF_ENFORCE(args.axis >= -rank && args.axis < rank, "axis ", args.axis, " is out of range for ", rank, " dimensions");
  dims.insert(dims.begin() + (args.axis < 0 ? args.axis + rank : args.axis), n);
  return OneSpec(std::move(dims), in[2].dtype);
}

class OneHotOp final : public KernelOperator<OneHotArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(2).numel(), 2, "[OneHot] values must be two: off and on");
    const Dims& dims = Output(0)->dims();
    const auto axis = args_.axis < 0 ? args_.axis + Output(0)->dim() : args_.axis;
    const int64_t depth = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1);
    std::vector<int64_t> indices;
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      const auto* x = Input(0).data<decltype(zero)>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        const auto wide = static_cast<double>(x[i]);
        indices.push_back(std::abs(wide) < 1e15 ? static_cast<int64_t>(x[i]) : depth);
      }
    });
    DispatchItemTypes(Input(2).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T *values = Items<T>(Input(2)), off = values[0], on = values[1];
      T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(2).dtype()));
      std::fill_n(out, Output(0)->numel(), off);
      for (size_t i = 0; i < indices.size(); ++i) {
        const int64_t index = indices[i] < 0 ? indices[i] + depth : indices[i], at = static_cast<int64_t>(i);
        if (index >= 0 && index < depth) out[(at / inner * depth + index) * inner + at % inner] = on;
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(OneHot)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<OneHotArgs>()
    .Shape<OneHotArgs>(OneHotShape)
    .SetDoc("Indices as vectors with one element on.")
    .Input(0, "indices", "Numbers; negative ones count from the end.")
    .Input(1, "depth", "One number: the extent of the new axis.")
    .Input(2, "values", "Two: off and on.")
    .Output(0, "output", "The shape of the indices with one more axis, the type of values.");

REGISTER_ONNX_OPERATOR(OneHot, OneHotOp);

}  // namespace
}  // namespace netdef
