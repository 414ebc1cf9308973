// Iter, AtomicIter: count iterations.
#include <limits>
#include <mutex>

#include "netdef/operator.h"
#include "netdef/stats.h"

namespace netdef {
namespace {

void Increment(Tensor* counter) {
  NETDEF_ENFORCE_EQ(counter->numel(), 1, "The output of IterOp exists, but not of the right size.");
  NETDEF_ENFORCE(counter->IsType<int64_t>(), "an iteration counter must be int64, got ", DTypeName(counter->dtype()));
  int64_t* count = counter->mutable_data<int64_t>();
  NETDEF_ENFORCE(*count >= 0, "Previous iteration number is negative.");
  NETDEF_ENFORCE(*count < std::numeric_limits<int64_t>::max(), "Overflow will happen!");
  ++*count;
}

class IterOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  bool RunOnDevice() override {
    // Old nets have no input: the first run makes the counter.
    if (InputSize() == 0 && !OutputBlob(0)->IsType<Tensor>()) {
      *Output(0, {1}, DType::kInt64)->mutable_data<int64_t>() = 0;
    }
    Increment(Output(0));
    return true;
  }
};

class AtomicIterOp final : public Operator<CPUContext> {
 public:
  AtomicIterOp(const OperatorDef& def, Workspace* ws)
      : Operator(def, ws), runs_(StatRegistry::Global().Add("atomic_iter/stats/" + InputName(1) + "/num_iter")) {}
  bool RunOnDevice() override {
    const auto& mutex = Input<std::unique_ptr<std::mutex>>(0);
    NETDEF_ENFORCE(mutex != nullptr, "[AtomicIter] the mutex is missing");
    const std::lock_guard<std::mutex> lock(*mutex);
    Increment(Output(0));
    runs_->Increment(1);
    return true;
  }

 private:
  StatValue* runs_;
};

OPERATOR_SCHEMA(Iter)
    .NumInputs(0, 1)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Stateful()
    .Shape([](const ShapeInputs& in) {
      return std::vector<TensorSpec>{in.size() > 0 ? in[0] : TensorSpec({1}, DType::kInt64)};
    })
    .SetDoc("Adds one to an iteration counter.\n\nWithout an input it makes the counter when it first runs.")
    .Differs("Caffe2 takes the bytes of a float tensor for a counter; here that is an error.")
    .Input(0, "iter", "Int64 tensor with one element.")
    .Output(0, "iter", "The same blob.");

OPERATOR_SCHEMA(AtomicIter)
    .NumInputs(2)
    .NumOutputs(1)
    .EnforceInplace({{1, 0}})
    .Stateful()
    .IdenticalTypeAndShapeOfInput(1)
    .SetDoc("Adds one to an iteration counter under a mutex.")
    .Input(0, "mutex", "Blob made by CreateMutex.")
    .Input(1, "iter", "Int64 tensor with one element.")
    .Output(0, "iter", "The same blob.");

REGISTER_CPU_OPERATOR(Iter, IterOp);
REGISTER_CPU_OPERATOR(AtomicIter, AtomicIterOp);
NO_GRADIENT_BECAUSE(Iter, "it counts");
NO_GRADIENT_BECAUSE(AtomicIter, "it counts");

}  // namespace
}  // namespace netdef
