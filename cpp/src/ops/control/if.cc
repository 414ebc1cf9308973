// If: runs one net or another.
#include "ops/control/_shared.h"

namespace netdef {
namespace {

struct IfArgs {
  NetDefPtr then_net, else_net;

  template <typename V>
  void Fields(V& v) {
    v("then_net", then_net, "Net to run where the condition holds; required.");
    v("else_net", else_net, "Net to run elsewhere; none: nothing happens.");
  }
};

class IfOp final : public OperatorBase {
 public:
  IfOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws) {
    const IfArgs args = ParseArgs<IfArgs>(arguments());
    NETDEF_ENFORCE(InputSize() > 0, "Expected condition blob in If operator");
    NETDEF_ENFORCE(args.then_net != nullptr, "then_net must be specified in If operator");
    then_net_ = CreateNet(args.then_net, ws);
    if (args.else_net) else_net_ = CreateNet(args.else_net, ws);
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    if (ConditionValue(Input<Tensor>(0), "If")) return runs_.Run(then_net_.get());
    return !else_net_ || runs_.Run(else_net_.get());
  }

 private:
  std::unique_ptr<NetBase> then_net_, else_net_;
  NestedRuns runs_;
};

OPERATOR_SCHEMA(If)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(0, OpSchema::kMany)
    .AllowInplace([](int, int) { return true; })
    .Args<IfArgs>()
    .ShapeDependsOnData("the nets write the outputs, and the condition chooses the net")
    .SetDoc("Runs `then_net` if the condition is true, else `else_net` if there is one.\n\n"
            "Both nets run in the workspace of the operator: they see all its blobs. What they read and write "
            "should be listed among the inputs and outputs, so that parallel nets keep the order.")
    .Input(0, "condition", "Bool tensor with one element.");

REGISTER_CPU_OPERATOR(If, IfOp);

}  // namespace
}  // namespace netdef
