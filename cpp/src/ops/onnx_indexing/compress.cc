// Compress of ONNX: the slices along an axis (or elements) where a condition holds.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct CompressArgs {
  int64_t axis = 0;
  bool flat = true;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis; absent: the elements are taken as a list.");
    if constexpr (V::kReads) flat = !v.raw().Has("axis");
  }
};

class CompressOp final : public KernelOperator<CompressArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &in = Input(0), &condition = Input(1);
    Dims dims = args_.flat ? Dims{in.numel()} : in.dims();
    const int axis = args_.flat ? 0 : CanonicalAxis(args_.axis, dims);
    const int64_t extent = dims[static_cast<size_t>(axis)], outer = SizeToDim(dims, axis), row = SizeFromDim(dims, axis + 1);
    NETDEF_ENFORCE(condition.numel() <= extent, "[Compress] ", condition.numel(), " conditions are too many for ", extent, " slices");
    std::vector<int64_t> chosen;
    for (int64_t i = 0; i < condition.numel(); ++i) {
      if (condition.data<bool>()[i]) chosen.push_back(i);
    }
    const auto count = static_cast<int64_t>(chosen.size());
    dims[static_cast<size_t>(axis)] = count;
    Output(0)->Resize(dims);
    const RowCopier copy(in, Output(0), row);
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t i = 0; i < count; ++i) copy(o * extent + chosen[static_cast<size_t>(i)], o * count + i);
    }
  }
};

ONNX_OPERATOR_SCHEMA(Compress)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<CompressArgs>()
    .ShapeDependsOnData("the number of conditions that hold")
    .SetDoc("Slices chosen by a condition, as numpy's compress.")
    .Input(0, "input", "Tensor of any type.")
    .Input(1, "condition", "bool, 1-D; not longer than the axis.")
    .Output(0, "output", "The slices chosen.");

REGISTER_ONNX_OPERATOR(Compress, CompressOp);

}  // namespace
}  // namespace netdef
