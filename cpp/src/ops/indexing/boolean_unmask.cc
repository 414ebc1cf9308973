// BooleanUnmask: puts the elements that several masks have picked back into their places.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> BooleanUnmaskShape(const ShapeInputs& in) {
  for (size_t i = 0; i < in.size(); i += 2) {
    NETDEF_ENFORCE(in[i].dims.size() == 1 && in[i].dims == in[0].dims, "[BooleanUnmask] the masks must be vectors of one size, got [",
                   DimsString(in[0].dims), "] and [", DimsString(in[i].dims), "]");
    NETDEF_ENFORCE(in[i + 1].dims.size() == 1 && in[i + 1].dtype == in[1].dtype, "[BooleanUnmask] the values must be vectors of one type, got ",
                   DTypeName(in[1].dtype), " and ", DTypeName(in[i + 1].dtype), " of shape [", DimsString(in[i + 1].dims), "]");
  }
  return {TensorSpec(in[0].dims, in[1].dtype)};
}

class BooleanUnmaskOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int masks = InputSize() / 2;
    std::vector<const bool*> mask;
    std::vector<RowCopier> copy;
    std::vector<int64_t> next(static_cast<size_t>(masks), 0);
    for (int m = 0; m < masks; ++m) {
      mask.push_back(Input(2 * m).data<bool>());
      copy.emplace_back(Input(2 * m + 1), Output(0), 1);
    }
    for (int64_t i = 0; i < Output(0)->numel(); ++i) {
      size_t m = 0;
      while (m < mask.size() && !mask[m][i]) ++m;
      NETDEF_ENFORCE(m < mask.size(), "[BooleanUnmask] All masks have False at position ", i);
      NETDEF_ENFORCE_LT(next[m], Input(2 * static_cast<int>(m) + 1).numel(), "[BooleanUnmask] mask ", m, " has more true elements than values");
      copy[m](next[m]++, i);
    }
    for (int m = 0; m < masks; ++m) {
      NETDEF_ENFORCE(next[static_cast<size_t>(m)] == Input(2 * m + 1).numel(), "[BooleanUnmask] The number of true at mask ", m,
                     " does not match the corresponding value size: ", Input(2 * m + 1).numel(), " values, ", next[static_cast<size_t>(m)],
                     " used");
    }
  }
};

OPERATOR_SCHEMA(BooleanUnmask)
    .NumInputs([](int n) { return n > 0 && n % 2 == 0; })
    .NumOutputs(1)
    .Shape(BooleanUnmaskShape)
    .SetDoc("Merges what several masks have picked: each element comes from the first mask that is true at its place.\n\n"
            "At each place a mask must be true, and all values must be used.")
    .Input(0, "mask_0", "Masks, bool vectors of one size, each followed by its values.")
    .Input(1, "values_0", "Values for the places where the mask is true, a vector of any type.")
    .Output(0, "unmasked_data", "As many elements as a mask has.");

REGISTER_CPU_OPERATOR(BooleanUnmask, BooleanUnmaskOp);
NO_GRADIENT_BECAUSE(BooleanUnmask, "Caffe2 has none for it");

}  // namespace
}  // namespace netdef
