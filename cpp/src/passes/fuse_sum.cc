// A convolution takes in the sum of its result and another tensor, as at the end of a residual block.
#include "netdef/arguments.h"
#include "passes/fused.h"

namespace netdef {
namespace {

// Numpy's rule or none is needed; Caffe2's older broadcast is another operation.
bool IsSumOfTwo(const caffe2::OperatorDef& op) {
  if (!op.domain().empty() || op.input_size() != 2 || op.input(0) == op.input(1)) return false;
  return op.type() == "Sum" || (op.type() == "Add" && !Arguments(op).Get<bool>("broadcast", false));
}

bool TakesAddend(Graph* graph, int producer, std::optional<caffe2::OperatorDef>* fused) {
  *fused = AsFused(graph, producer);
  return *fused && (*fused)->type() == "FusedConv" && (*fused)->input_size() == 3 &&
         Arguments(**fused).Get<std::string>("activation", "").empty();
}

}  // namespace

int FuseSum(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsPure(i) || !IsSumOfTwo(graph->op(i))) continue;
    // The later of two convolutions: its output never waits.
    int best = -1;
    for (int in : {0, 1}) {
      const std::string& name = graph->op(i).input(in);
      std::optional<caffe2::OperatorDef> unused;
      const int producer = graph->Producer(name);
      if (producer < 0 || graph->OnlyReader(name) != i || graph->Constant(graph->op(i).input(1 - in)) != nullptr) continue;
      if (TakesAddend(graph, producer, &unused) && (best < 0 || producer > graph->Producer(graph->op(i).input(best)))) best = in;
    }
    if (best < 0) continue;
    std::optional<caffe2::OperatorDef> fused;
    const int producer = graph->Producer(graph->op(i).input(best));
    TakesAddend(graph, producer, &fused);
    fused->add_input(graph->op(i).input(1 - best));
    fused->set_output(0, graph->op(i).output(0));
    // It runs where the sum ran: the other term is there by then.
    graph->Remove(producer);
    graph->Replace(i, std::move(*fused));
    ++changes;
  }
  return changes;
}

}  // namespace netdef
