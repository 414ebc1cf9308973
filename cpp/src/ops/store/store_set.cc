// StoreSet: puts a blob into a store.
#include "netdef/serialize.h"
#include "ops/store/_shared.h"

namespace netdef {
namespace {

class StoreSetOp final : public KernelOperator<StoredBlobArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const std::string& key = args_.blob_name.empty() ? InputName(1) : args_.blob_name;
    StoreOf(this).Set(key, SerializeBlob(InputBlob(1), key));
  }
};

OPERATOR_SCHEMA(StoreSet)
    .NumInputs(2)
    .NumOutputs(0)
    .Args<StoredBlobArgs>()
    .ShapeDependsOnData("it has no outputs")
    .SideEffect(OpSchema::kWritesFiles)
    .SetDoc("Puts a blob into a store.")
    .Input(0, "handler", "Blob that holds the store.")
    .Input(1, "data", "Blob of any type that can be serialized.");

REGISTER_CPU_OPERATOR(StoreSet, StoreSetOp);
NO_GRADIENT(StoreSet);

}  // namespace
}  // namespace netdef
