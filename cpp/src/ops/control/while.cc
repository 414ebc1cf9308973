// While: runs a net as long as a condition holds.
#include "ops/control/_shared.h"

namespace netdef {
namespace {

struct WhileArgs {
  NetDefPtr loop_net, cond_net;

  template <typename V>
  void Fields(V& v) {
    v("loop_net", loop_net, "Net to repeat; required.");
    v("cond_net", cond_net, "Net to run before each look at the condition, to compute it.");
  }
};

class WhileOp final : public OperatorBase {
 public:
  WhileOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws) {
    const WhileArgs args = ParseArgs<WhileArgs>(arguments());
    NETDEF_ENFORCE(InputSize() > 0, "Expected condition blob in While operator");
    NETDEF_ENFORCE(args.loop_net != nullptr, "loop_net must be specified in While operator");
    loop_net_ = CreateNet(args.loop_net, ws);
    if (args.cond_net) cond_net_ = CreateNet(args.cond_net, ws);
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    while (true) {
      if (cond_net_ && !runs_.Run(cond_net_.get())) return false;
      if (!ConditionValue(Input<Tensor>(0), "While")) return true;
      if (!runs_.Run(loop_net_.get())) return false;
    }
  }

 private:
  std::unique_ptr<NetBase> loop_net_, cond_net_;
  NestedRuns runs_;
};

OPERATOR_SCHEMA(While)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(0, OpSchema::kMany)
    .AllowInplace([](int, int) { return true; })
    .Args<WhileArgs>()
    .ShapeDependsOnData("the nets write the outputs, as often as the condition wants it")
    .SetDoc("Runs `loop_net` as long as the condition is true.\n\n"
            "Before each look at the condition `cond_net` runs, if there is one. Both nets run in the workspace of "
            "the operator.")
    .Input(0, "condition", "Bool tensor with one element.");

REGISTER_CPU_OPERATOR(While, WhileOp);

}  // namespace
}  // namespace netdef
