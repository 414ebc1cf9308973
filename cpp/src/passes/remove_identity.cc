// Operators that only hand on their first input: dropout in test mode, copies, sums of one term.
#include <set>

#include "netdef/arguments.h"
#include "passes/graph.h"

namespace netdef {
namespace {

bool IsIdentity(const caffe2::OperatorDef& op) {
  static const std::set<std::string> kAlways = {"Copy", "StopGradient", "Alias", "EnsureDense"};
  static const std::set<std::string> kFolds = {"Sum", "Mean", "Max", "Min"};
  if (!op.domain().empty() || op.input_size() != 1) return false;
  if (op.type() == "Dropout") return Arguments(op).Get<int>("is_test", 0) != 0;
  return op.output_size() == 1 && (kAlways.count(op.type()) != 0 || kFolds.count(op.type()) != 0);
}

}  // namespace

int RemoveIdentity(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsPure(i) || !IsIdentity(graph->op(i))) continue;
    const caffe2::OperatorDef op = graph->op(i);
    const std::string &x = op.input(0), &y = op.output(0);
    const int producer = graph->Producer(x);
    if (graph->IsPinned(x) || (op.output_size() > 1 && !graph->Readers(op.output(1)).empty())) continue;
    if (!graph->IsOutput(y)) {
      graph->Remove(i);
      graph->Redirect(y, x);
    } else if (producer >= 0 && !graph->IsOutput(x) && graph->IsPure(producer)) {
      graph->Remove(i);
      caffe2::OperatorDef made = graph->op(producer);
      for (std::string& name : *made.mutable_output()) {
        if (name == x) name = y;
      }
      graph->Replace(producer, std::move(made));
      graph->Redirect(x, y);
    } else {
      continue;
    }
    ++changes;
  }
  return changes;
}

}  // namespace netdef
