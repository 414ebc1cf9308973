// StoreGet: fetches a blob from a store.
#include "netdef/serialize.h"
#include "ops/store/_shared.h"

namespace netdef {
namespace {

class StoreGetOp final : public KernelOperator<StoredBlobArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DeserializeBlob(StoreOf(this).Get(args_.blob_name.empty() ? OutputName(0) : args_.blob_name), OutputBlob(0));
  }
};

OPERATOR_SCHEMA(StoreGet)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<StoredBlobArgs>()
    .ShapeDependsOnData("the shape stands in the store")
    .SideEffect(OpSchema::kReadsFiles)
    .SetDoc("Fetches a blob from a store; waits for it for 30 seconds.")
    .Input(0, "handler", "Blob that holds the store.")
    .Output(0, "data", "The blob.");

REGISTER_CPU_OPERATOR(StoreGet, StoreGetOp);
NO_GRADIENT(StoreGet);

}  // namespace
}  // namespace netdef
