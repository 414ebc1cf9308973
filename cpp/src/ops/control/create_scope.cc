// CreateScope, HasScope: the scopes in which Do runs its net.
#include "ops/control/_shared.h"

namespace netdef {
namespace {

class CreateScopeOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    Output<WorkspaceStack>(0)->Clear();
    return true;
  }
};

class HasScopeOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  bool RunOnDevice() override {
    *Output(0, {1}, DType::kBool)->mutable_data<bool>() = !Input<WorkspaceStack>(0).empty();
    return true;
  }
};

OPERATOR_SCHEMA(CreateScope)
    .NumInputs(0)
    .NumOutputs(1)
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes an empty stack of scopes for Do, or empties one that is there.")
    .Output(0, "scope", "The stack of scopes.");

OPERATOR_SCHEMA(HasScope)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{{1}, DType::kBool}}; })
    .SetDoc("Whether a forward Do has run in the scope and no gradient Do has gone back over it yet.")
    .Input(0, "scope", "A stack of scopes.")
    .Output(0, "whether_empty", "Bool tensor of shape (1).");

REGISTER_CPU_OPERATOR(CreateScope, CreateScopeOp);
REGISTER_CPU_OPERATOR(HasScope, HasScopeOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateScope, "a scope is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(HasScope, "it only asks about a scope");

}  // namespace
}  // namespace netdef
