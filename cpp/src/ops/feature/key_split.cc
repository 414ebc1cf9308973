// KeySplit: for each key, where it occurs.
#include "netdef/operator.h"

namespace netdef {
namespace {

struct KeySplitArgs {
  int64_t categorical_limit = 0;

  template <typename V>
  void Fields(V& v) {
    v("categorical_limit", categorical_limit, "Number of keys: one more than the largest, and the number of outputs.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GT(categorical_limit, 0, "[KeySplit] categorical_limit must be positive");
  }
};

class KeySplitOp final : public KernelOperator<KeySplitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(OutputSize()), args_.categorical_limit, "[KeySplit] expected one output for each key");
    NETDEF_ENFORCE_LE(Input(0).numel(), std::numeric_limits<int32_t>::max(), "[KeySplit] too many elements");
    std::vector<std::vector<int32_t>> places(static_cast<size_t>(OutputSize()));
    DispatchTypes<int32_t, int64_t>(Input(0).dtype(), [&](auto zero) {
      const auto* key = Input(0).data<decltype(zero)>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        NETDEF_ENFORCE(key[i] >= 0 && key[i] < OutputSize(), "[KeySplit] expected keys below categorical_limit ", OutputSize(), ", got ", key[i]);
        places[static_cast<size_t>(key[i])].push_back(static_cast<int32_t>(i));
      }
    });
    for (int k = 0; k < OutputSize(); ++k) {
      const std::vector<int32_t>& of_key = places[static_cast<size_t>(k)];
      Output(k)->Resize({static_cast<int64_t>(of_key.size())}, DType::kInt32);
      std::copy(of_key.begin(), of_key.end(), Output(k)->mutable_data<int32_t>());
    }
  }
};

OPERATOR_SCHEMA(KeySplit)
    .NumInputs(1)
    .NumOutputs(1, OpSchema::kMany)
    .Args<KeySplitArgs>()
    .ShapeDependsOnData("how often a key occurs is not known")
    .SetDoc("Tells for each key where it occurs.")
    .Input(0, "keys", "Keys from 0 on, int32 or int64.")
    .Output(0, "places_0", "For each key its places in the input, 1-D int32.");

REGISTER_CPU_OPERATOR(KeySplit, KeySplitOp);
SHOULD_NOT_DO_GRADIENT(KeySplit);

}  // namespace
}  // namespace netdef
