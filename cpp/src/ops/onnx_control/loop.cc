// Loop of ONNX: runs a graph up to M times, as long as a condition holds, and carries values from one run to the next.
#include <optional>

#include "ops/onnx_control/_shared.h"

namespace netdef {
namespace {

struct LoopArgs {
  NetDefPtr body, body_without_runs;

  template <typename V>
  void Fields(V& v) {
    v("body", body, "Graph of (iteration, condition, values ...) -> (condition, values ..., slices ...); required.");
    v("body_without_runs", body_without_runs, "Net that makes the stacked slices of a loop that does not run; without it they are vectors of no elements.");
  }
};

class LoopOp final : public OperatorBase {
 public:
  LoopOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), body_(ParseArgs<LoopArgs>(arguments()).body, ws, "body") {
    const size_t values = Values();
    NETDEF_ENFORCE(body_.input_size() == values + 2 && body_.output_size() == static_cast<size_t>(OutputSize()) + 1 && body_.output_size() > values,
                   "[Loop] the body must have ", values + 2, " inputs and ", OutputSize() + 1, " outputs, it has ", body_.input_size(), " and ", body_.output_size());
    if (const NetDefPtr empty = ParseArgs<LoopArgs>(arguments()).body_without_runs; empty != nullptr) {
      without_runs_.emplace(empty, ws, "body_without_runs");
      NETDEF_ENFORCE(without_runs_->input_size() == 0 && without_runs_->output_size() == body_.output_size() - 1 - values,
                     "[Loop] body_without_runs must make the ", body_.output_size() - 1 - values, " stacked slices of nothing, it has ",
                     without_runs_->input_size(), " inputs and ", without_runs_->output_size(), " outputs");
    }
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    const size_t values = Values(), scans = body_.output_size() - 1 - values;
    const bool counted = HasInput(0);
    const int64_t limit = counted ? IntValue(Input<Tensor>(0), "[Loop] M") : 0;
    bool go_on = !HasInput(1) || ConditionOf(Input<Tensor>(1));
    std::vector<Blob> state(values);
    for (size_t i = 0; i < values; ++i) CopyValue(InputBlob(static_cast<int>(i) + 2), &state[i]);
    std::vector<std::vector<Tensor>> slices(scans);
    Blob condition;
    int64_t iteration = 0;
    for (; go_on && (!counted || iteration < limit); ++iteration) {
      SetScalar(body_.input(0), iteration);
      SetScalar(body_.input(1), go_on);
      for (size_t i = 0; i < values; ++i) CopyValue(state[i], body_.input(i + 2));
      if (!runs_.Run(body_.net())) return false;
      body_.TakeOutput(0, &condition);
      go_on = ConditionOf(condition.Get<Tensor>());
      for (size_t i = 0; i < values; ++i) body_.TakeOutput(i + 1, &state[i]);
      for (size_t i = 0; i < scans; ++i) {
        Blob slice;
        body_.TakeOutput(i + 1 + values, &slice);
        slices[i].push_back(std::move(*slice.GetMutable<Tensor>()));
      }
    }
    const bool shaped = iteration == 0 && without_runs_.has_value();
    if (shaped && !runs_.Run(without_runs_->net())) return false;
    for (size_t i = 0; i < values + scans; ++i) {
      const int output = static_cast<int>(i);
      if (!HasOutput(output)) continue;
      if (i < values) {
        CopyValue(state[i], OutputBlob(output));
      } else if (shaped) {
        without_runs_->TakeOutput(i - values, OutputBlob(output));
      } else {
        StackSlices(slices[i - values], 0, false, Output<Tensor>(output));
      }
    }
    return true;
  }

 private:
  size_t Values() const { return static_cast<size_t>(std::max(InputSize(), 2)) - 2; }

  SubNet body_;
  std::optional<SubNet> without_runs_;
  NestedRuns runs_;
};

ONNX_OPERATOR_SCHEMA(Loop)
    .FillUsing(NestedSchema)
    .NumInputs(2, OpSchema::kMany)
    .Args<LoopArgs>()
    .SetDoc("Runs a graph again and again.")
    .Input(0, "M", "int64: the most runs; absent: no limit.")
    .Input(1, "cond", "Bool: whether to run at all; absent: true.")
    .Input(2, "v_initial", "Values that the first run takes.")
    .Output(0, "outputs", "Those that the last run made, then the slices of all runs, stacked.");

REGISTER_ONNX_OPERATOR(Loop, LoopOp);

}  // namespace
}  // namespace netdef
