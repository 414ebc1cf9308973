// CreateAtomicBool, ConditionalSetAtomicBool, CheckAtomicBool: a flag that threads may raise.
#include <atomic>

#include "netdef/operator.h"

namespace netdef {
namespace {

using Flag = std::unique_ptr<std::atomic<bool>>;

std::atomic<bool>& FlagOf(const Flag& flag) {
  NETDEF_ENFORCE(flag != nullptr, "the atomic bool is missing");
  return *flag;
}

class CreateAtomicBoolOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<Flag>(0) = std::make_unique<std::atomic<bool>>(false);
    return true;
  }
};

class ConditionalSetAtomicBoolOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  bool RunOnDevice() override {
    const Tensor& condition = Input(1);
    NETDEF_ENFORCE_EQ(condition.numel(), 1, "[ConditionalSetAtomicBool] the condition must have one element");
    if (*condition.data<bool>()) FlagOf(Input<Flag>(0)) = true;
    return true;
  }
};

class CheckAtomicBoolOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  bool RunOnDevice() override {
    *Output(0, Dims{1}, DType::kBool)->mutable_data<bool>() = FlagOf(Input<Flag>(0));
    return true;
  }
};

OPERATOR_SCHEMA(CreateAtomicBool)
    .NumInputs(0)
    .NumOutputs(1)
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes a flag that is not raised.")
    .Output(0, "atomic_bool", "Blob that holds the flag.");

OPERATOR_SCHEMA(ConditionalSetAtomicBool)
    .NumInputs(2)
    .NumOutputs(0)
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Raises a flag if the condition is true.")
    .Input(0, "atomic_bool", "Blob made by CreateAtomicBool.")
    .Input(1, "condition", "Bool tensor with one element.");

OPERATOR_SCHEMA(CheckAtomicBool)
    .NumInputs(1)
    .NumOutputs(1)
    .Stateful()
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims{1}, DType::kBool}}; })
    .SetDoc("Whether a flag has been raised.")
    .Input(0, "atomic_bool", "Blob made by CreateAtomicBool.")
    .Output(0, "value", "Bool scalar.");

REGISTER_CPU_OPERATOR(CreateAtomicBool, CreateAtomicBoolOp);
REGISTER_CPU_OPERATOR(ConditionalSetAtomicBool, ConditionalSetAtomicBoolOp);
REGISTER_CPU_OPERATOR(CheckAtomicBool, CheckAtomicBoolOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateAtomicBool, "a flag is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ConditionalSetAtomicBool, "a flag is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(CheckAtomicBool, "a flag is no number");

}  // namespace
}  // namespace netdef
