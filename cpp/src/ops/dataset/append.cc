// Append, AtomicAppend: rows at the end of a tensor.
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

class AppendOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { AppendRows(Input(1), Output(0)); }
};

class AtomicAppendOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto& mutex = OperatorBase::Input<std::unique_ptr<std::mutex>>(0);
    NETDEF_ENFORCE(mutex != nullptr, "[AtomicAppend] the mutex is missing");
    const std::lock_guard<std::mutex> lock(*mutex);
    for (int i = 0; i < OutputSize(); ++i) CheckAppendable(Input(1 + OutputSize() + i), *Output(i));
    for (int i = 0; i < OutputSize(); ++i) AppendRows(Input(1 + OutputSize() + i), Output(i));
  }
};

OPERATOR_SCHEMA(Append)
    .NumInputs(2)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Stateful()
    .ShapeDependsOnData("each run makes the tensor longer")
    .SetDoc("Appends the rows of B to those of A, in place.\n\nAn A without rows takes shape and type of B.")
    .Input(0, "A", "Tensor of any type, with rows.")
    .Input(1, "B", "Tensor of the same type, its dimensions but the first those of A.")
    .Output(0, "A", "Input A with the rows of B after its own.");

OPERATOR_SCHEMA(AtomicAppend)
    .NumInputs(3, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .NumInputsOutputs([](int inputs, int outputs) { return inputs == 1 + 2 * outputs; })
    .EnforceInplace([](int input, int output) { return input == output + 1; })
    .Stateful()
    .ShapeDependsOnData("each run makes the tensors longer")
    .SetDoc("Appends rows to several tensors, in place: to all of them or, where one does not fit, to none.")
    .Input(0, "mutex", "Blob made by CreateMutex, which guards the tensors.")
    .Input(1, "A_0", "The tensors to append to, then as many with what to append.")
    .Output(0, "A_0", "The tensors appended to.");

REGISTER_CPU_OPERATOR(Append, AppendOp);
REGISTER_CPU_OPERATOR(AtomicAppend, AtomicAppendOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(Append, "it collects data");
SHOULD_NOT_DO_GRADIENT_BECAUSE(AtomicAppend, "it collects data");

}  // namespace
}  // namespace netdef
