// Find: where each query occurs in a list.
#include <unordered_map>

#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

struct FindArgs {
  int64_t missing_value = -1;

  template <typename V>
  void Fields(V& v) {
    v("missing_value", missing_value, "What to give for a query that is not in the list.");
  }
};

std::vector<TensorSpec> FindShape(const FindArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dtype == in[1].dtype, "[Find] index and query must have one type, got ", DTypeName(in[0].dtype), " and ",
                 DTypeName(in[1].dtype));
  return {TensorSpec(in[1].dims, in[0].dtype)};
}

class FindOp final : public KernelOperator<FindArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    WithIndices(Input(0), [&](const auto* index) {
      using T = std::decay_t<decltype(*index)>;
      std::unordered_map<T, T> places;
      for (int64_t i = 0; i < Input(0).numel(); ++i) places[index[i]] = static_cast<T>(i);
      const T* query = Input(1).data<T>();
      T* out = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Input(1).numel(); ++i) {
        const auto it = places.find(query[i]);
        out[i] = it == places.end() ? static_cast<T>(args_.missing_value) : it->second;
      }
    });
  }
};

OPERATOR_SCHEMA(Find)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<FindArgs>()
    .Shape<FindArgs>(FindShape)
    .SetDoc("Tells where each query occurs in a list: of several places the last one.")
    .Input(0, "index", "The list, int32 or int64.")
    .Input(1, "query", "What to look for, of the same type and any shape.")
    .Output(0, "query_indices", "The place of each query, of the same type.");

REGISTER_CPU_OPERATOR(Find, FindOp);
SHOULD_NOT_DO_GRADIENT(Find);

}  // namespace
}  // namespace netdef
