// StoreWait: waits until keys of a store are set.
#include "ops/store/_shared.h"

namespace netdef {
namespace {

struct StoreWaitArgs {
  std::vector<std::string> blob_names;

  template <typename V>
  void Fields(V& v) {
    v("blob_names", blob_names, "The keys; the second input goes before them.");
  }
};

class StoreWaitOp final : public KernelOperator<StoreWaitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    if (InputSize() < 2) return StoreOf(this).Wait(args_.blob_names);
    const Tensor& names = Input(1);
    const auto* name = names.data<std::string>();
    StoreOf(this).Wait({name, name + names.numel()});
  }
};

OPERATOR_SCHEMA(StoreWait)
    .NumInputs(1, 2)
    .NumOutputs(0)
    .Args<StoreWaitArgs>()
    .ShapeDependsOnData("it has no outputs")
    .SideEffect(OpSchema::kReadsFiles)
    .SetDoc("Waits for 30 seconds at most until all keys are set.")
    .Input(0, "handler", "Blob that holds the store.")
    .Input(1, "names", "The keys, a tensor of strings (optional).");

REGISTER_CPU_OPERATOR(StoreWait, StoreWaitOp);
NO_GRADIENT(StoreWait);

}  // namespace
}  // namespace netdef
