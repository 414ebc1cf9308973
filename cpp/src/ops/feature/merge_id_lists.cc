// MergeIdLists: the union of several lists of ids, example by example.
#include <set>

#include "netdef/operator.h"

namespace netdef {
namespace {

class MergeIdListsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int32_t, int64_t>(Input(1).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const int64_t examples = Input(0).numel();
    const int lists = InputSize() / 2;
    int64_t total = 0;
    for (int l = 0; l < lists; ++l) {
      NETDEF_ENFORCE_EQ(Input(2 * l).numel(), examples, "[MergeIdLists] LENGTHS should be equal: all inputs must have the same number of examples");
      total += Input(2 * l + 1).numel();
    }
    Output(0)->Resize({examples}, DType::kInt32);
    Output(1)->Resize({total}, DTypeOf<T>::value);
    auto* length = Output(0)->mutable_data<int32_t>();
    T* merged = Output(1)->template mutable_data<T>();
    std::vector<int64_t> at(static_cast<size_t>(lists), 0);
    int64_t to = 0;
    for (int64_t example = 0; example < examples; ++example) {
      std::set<T> ids;
      for (int l = 0; l < lists; ++l) Add(Input(2 * l), Input(2 * l + 1), example, &at[static_cast<size_t>(l)], &ids);
      length[example] = static_cast<int32_t>(ids.size());
      for (T id : ids) merged[to++] = id;
    }
    Output(1)->ShrinkTo(to);
  }
  template <typename T>
  void Add(const Tensor& lengths, const Tensor& ids, int64_t example, int64_t* at, std::set<T>* all) {
    const int32_t n = lengths.data<int32_t>()[example];
    NETDEF_ENFORCE(n >= 0 && n <= ids.numel() - *at, "[MergeIdLists] the lengths must not be negative nor add up to more than the ", ids.numel(),
                   " ids of the list");
    const T* id = ids.data<T>() + *at;
    all->insert(id, id + n);
    *at += n;
  }
};

OPERATOR_SCHEMA(MergeIdLists)
    .NumInputs([](int n) { return n > 0 && n % 2 == 0; })
    .NumOutputs(2)
    .ShapeDependsOnData("how many ids are in several lists is not known")
    .SetDoc("Merges several lists of ids for each example into one, in which each id occurs once.\n\nThe merged ids ascend.")
    .Input(0, "lengths_0", "How many ids each example has, int32; lengths and ids are there once for each list.")
    .Input(1, "values_0", "The ids, int32 or int64.")
    .Output(0, "merged_lengths", "How many distinct ids each example has, int32.")
    .Output(1, "merged_values", "The distinct ids.");

REGISTER_CPU_OPERATOR(MergeIdLists, MergeIdListsOp);
NO_GRADIENT(MergeIdLists);

}  // namespace
}  // namespace netdef
