// If of ONNX: the outputs of one graph or of another.
#include "ops/onnx_control/_shared.h"

namespace netdef {
namespace {

struct IfArgs {
  NetDefPtr then_branch, else_branch;

  template <typename V>
  void Fields(V& v) {
    v("then_branch", then_branch, "Graph that runs where the condition holds; required.");
    v("else_branch", else_branch, "Graph that runs elsewhere; required.");
  }
};

class IfOp final : public OperatorBase {
 public:
  IfOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws),
        then_branch_(ParseArgs<IfArgs>(arguments()).then_branch, ws, "then_branch"),
        else_branch_(ParseArgs<IfArgs>(arguments()).else_branch, ws, "else_branch") {
    for (const SubNet* branch : {&then_branch_, &else_branch_}) {
      NETDEF_ENFORCE(branch->input_size() == 0 && branch->output_size() == static_cast<size_t>(OutputSize()), "[If] a branch must have no inputs and ", OutputSize(), " outputs, it has ",
                     branch->input_size(), " and ", branch->output_size());
    }
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    SubNet& branch = ConditionOf(Input<Tensor>(0)) ? then_branch_ : else_branch_;
    if (!runs_.Run(branch.net())) return false;
    for (int i = 0; i < OutputSize(); ++i) {
      if (HasOutput(i)) branch.TakeOutput(static_cast<size_t>(i), OutputBlob(i));
    }
    return true;
  }

 private:
  SubNet then_branch_, else_branch_;
  NestedRuns runs_;
};

ONNX_OPERATOR_SCHEMA(If)
    .FillUsing(NestedSchema)
    .NumInputs(1)
    .Args<IfArgs>()
    .SetDoc("Runs one of two graphs.")
    .Input(0, "cond", "One bool.")
    .Output(0, "outputs", "The outputs of the graph that ran.");

REGISTER_ONNX_OPERATOR(If, IfOp);

}  // namespace
}  // namespace netdef
