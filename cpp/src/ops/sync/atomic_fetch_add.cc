// AtomicFetchAdd, AtomicFetchAdd64: add to a number under a mutex and tell what it was.
#include <mutex>

#include "netdef/operator.h"

namespace netdef {
namespace {

template <typename T>
class AtomicFetchAddOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;

  bool RunOnDevice() override {
    const auto& mutex = Input<std::unique_ptr<std::mutex>>(0);
    NETDEF_ENFORCE(mutex != nullptr, "[", type(), "] the mutex is missing");
    const std::lock_guard<std::mutex> lock(*mutex);
    NETDEF_ENFORCE(Input(1).numel() >= 1 && Input(2).numel() >= 1, "[", type(), "] an input is empty");
    const T value = Input(1).data<T>()[0], increment = Input(2).data<T>()[0];
    T sum;
    NETDEF_ENFORCE(!__builtin_add_overflow(value, increment, &sum), "[", type(), "] ", value, " + ", increment,
                   " is out of range");
    *Output(0, Dims{}, DTypeOf<T>::value)->template mutable_data<T>() = sum;
    *Output(1, Dims{}, DTypeOf<T>::value)->template mutable_data<T>() = value;
    return true;
  }
};

template <typename T>
void FillSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(2)
      .AllowInplace({{1, 0}})
      .Stateful()
      .Shape([](const ShapeInputs&) {
        return std::vector<TensorSpec>{{Dims{}, DTypeOf<T>::value}, {Dims{}, DTypeOf<T>::value}};
      })
      .SetDoc("Adds the increment to a value, under a mutex, and gives the value from before.")
      .Input(0, "mutex_ptr", "Blob made by CreateMutex.")
      .Input(1, "mut_value", "The value; its first element counts.")
      .Input(2, "increment", "What to add; its first element counts.")
      .Output(0, "mut_value", "Scalar: the sum. Usually the blob of the value.")
      .Output(1, "fetched_value", "Scalar: the value from before.");
}

OPERATOR_SCHEMA(AtomicFetchAdd).FillUsing(FillSchema<int32_t>);
OPERATOR_SCHEMA(AtomicFetchAdd64).FillUsing(FillSchema<int64_t>);
REGISTER_CPU_OPERATOR(AtomicFetchAdd, AtomicFetchAddOp<int32_t>);
REGISTER_CPU_OPERATOR(AtomicFetchAdd64, AtomicFetchAddOp<int64_t>);
SHOULD_NOT_DO_GRADIENT_BECAUSE(AtomicFetchAdd, "it counts");
SHOULD_NOT_DO_GRADIENT_BECAUSE(AtomicFetchAdd64, "it counts");

}  // namespace
}  // namespace netdef
