// StoreAdd: adds to a counter in a store.
#include "ops/store/_shared.h"

namespace netdef {
namespace {

struct StoreAddArgs {
  std::string blob_name;
  int add_value = 1;

  template <typename V>
  void Fields(V& v) {
    v("blob_name", blob_name, "The key of the counter; must be given.");
    v("add_value", add_value, "What is added; 0 to read the counter.");
    if constexpr (V::kReads) NETDEF_ENFORCE(!blob_name.empty(), "blob_name is a required argument");
  }
};

class StoreAddOp final : public KernelOperator<StoreAddArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* value = Output(0);
    value->Resize({1}, DType::kInt64);
    *value->mutable_data<int64_t>() = StoreOf(this).Add(args_.blob_name, args_.add_value);
  }
};

OPERATOR_SCHEMA(StoreAdd)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<StoreAddArgs>()
    .ShapeDependsOnData("the input is no tensor")
    .SideEffect(OpSchema::kWritesFiles)
    .SetDoc("Adds to a counter in a store, as one step that nobody can come between. It begins at 0.")
    .Differs("Caffe2's store of files has no counters: it ended the process.")
    .Input(0, "handler", "Blob that holds the store.")
    .Output(0, "value", "The counter's new value, int64 with one element.");

REGISTER_CPU_OPERATOR(StoreAdd, StoreAddOp);
NO_GRADIENT(StoreAdd);

}  // namespace
}  // namespace netdef
