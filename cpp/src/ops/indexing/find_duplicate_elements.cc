// FindDuplicateElements: the places of elements that occurred before.
#include <unordered_set>

#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

class FindDuplicateElementsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(0).dim(), 1, "[FindDuplicateElements] data should be 1-D.");
    std::vector<int64_t> places;
    DispatchTypes<float, double, int32_t, int64_t, std::string>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      std::unordered_set<T> seen;
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        if (!seen.insert(x[i]).second) places.push_back(i);
      }
    });
    Output(0)->Resize({static_cast<int64_t>(places.size())}, DType::kInt64);
    std::copy(places.begin(), places.end(), Output(0)->mutable_data<int64_t>());
  }
};

OPERATOR_SCHEMA(FindDuplicateElements)
    .NumInputs(1)
    .NumOutputs(1)
    .ShapeDependsOnData("how many elements occur again is not known")
    .SetDoc("Gives the places of elements that occurred before: [1, 2, 1, 2] gives [2, 3]. RemoveDataBlocks can drop them.")
    .Input(0, "data", "1-D: numbers or strings.")
    .Output(0, "indices", "The places, ascending, int64.");

REGISTER_CPU_OPERATOR(FindDuplicateElements, FindDuplicateElementsOp);
SHOULD_NOT_DO_GRADIENT(FindDuplicateElements);

}  // namespace
}  // namespace netdef
