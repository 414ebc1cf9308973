// SparseLengthsSumSparseLookup: translates indices into a pruned table; those of pruned rows disappear.
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

class SparseLengthsSumSparseLookupOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    for (int i = 0; i < InputSize(); ++i) NETDEF_ENFORCE_EQ(Input(i).dim(), 1, "[SparseLengthsSumSparseLookup] inputs must be vectors");
    if (InputSize() == 4) {
      NETDEF_ENFORCE_EQ(OutputSize(), 3, "[SparseLengthsSumSparseLookup] weights need an output, too");
      NETDEF_ENFORCE_EQ(Input(3).numel(), Input(0).numel(), "[SparseLengthsSumSparseLookup] expected one weight for each index");
    }
    DispatchTypes<int32_t, int64_t>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename Index>
  void Run() {
    const Index* index = Input(0).data<Index>();
    const auto* length = Input(1).data<int32_t>();
    const auto* mapping = Input(2).data<int32_t>();
    const int64_t segments = Input(1).numel(), size = Input(2).numel();
    const float* weight = InputSize() == 4 ? Input(3).data<float>() : nullptr;
    // Room for all; shrunk to what is left.
    Output(0)->Resize({Input(0).numel()}, DTypeOf<Index>::value);
    Output(1)->Resize({segments}, DType::kInt32);
    auto* new_index = Output(0)->mutable_data<Index>();
    auto* new_length = Output(1)->mutable_data<int32_t>();
    float* new_weight = nullptr;
    if (weight != nullptr) {
      Output(2)->Resize({Input(0).numel()}, DType::kFloat);
      new_weight = Output(2)->mutable_data<float>();
    }
    int64_t at = 0, kept = 0;
    for (int64_t s = 0; s < segments; ++s) {
      NETDEF_ENFORCE(length[s] >= 0 && length[s] <= Input(0).numel() - at,
                     "[SparseLengthsSumSparseLookup] lengths must not be negative nor add up to more than there are indices");
      const int64_t before = kept;
      for (const int64_t end = at + length[s]; at < end; ++at) {
        NETDEF_ENFORCE(index[at] >= 0 && index[at] < size, "Index ", at, " is out of bounds: ", index[at], ", range 0 to ", size);
        if (mapping[index[at]] == -1) continue;
        new_index[kept] = mapping[index[at]];
        if (weight != nullptr) new_weight[kept] = weight[at];
        ++kept;
      }
      new_length[s] = static_cast<int32_t>(kept - before);
    }
    Output(0)->ShrinkTo(kept);
    if (weight != nullptr) Output(2)->ShrinkTo(kept);
  }
};

OPERATOR_SCHEMA(SparseLengthsSumSparseLookup)
    .NumInputs(3, 4)
    .NumOutputs(2, 3)
    .ShapeDependsOnData("how many indices are pruned is in the mapping")
    .SetDoc("Translates indices into a pruned table and drops those of rows that are gone.")
    .Input(0, "INDICES", "Rows of the whole table, 1-D, int32 or int64.")
    .Input(1, "LENGTHS", "How many indices each segment has, 1-D int32.")
    .Input(2, "COMPRESSED_INDICES_MAPPING", "Row of the pruned table for each index, -1 for none, 1-D int32.")
    .Input(3, "WEIGHTS", "Weight of each index, float (optional).")
    .Output(0, "output_indices", "Rows of the pruned table.")
    .Output(1, "output_lengths", "How many indices each segment has left.")
    .Output(2, "output_weights", "Weights of the indices that are left (where there are weights).");

REGISTER_CPU_OPERATOR(SparseLengthsSumSparseLookup, SparseLengthsSumSparseLookupOp);
NO_GRADIENT(SparseLengthsSumSparseLookup);

}  // namespace
}  // namespace netdef
