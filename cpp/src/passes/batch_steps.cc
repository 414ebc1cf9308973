// Recurrent layers that an exporter has unrolled multiply each step's inputs by the same weights: one product of all steps reads them once.
#include <algorithm>
#include <map>
#include <tuple>

#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/graph.h"

namespace netdef {
namespace {

// A fully connected layer on x[index], and the operator that takes x[index].
struct StepLayer {
  int take, layer;
  int64_t index;
};

// The input of `layer` as one step of a sequence; false where it is none, or is wanted by others too.
bool IsOfOneStep(const Graph& graph, int layer, StepLayer* step) {
  const int take = graph.Producer(graph.op(layer).input(0));
  if (take < 0 || !graph.IsPure(take) || graph.OnlyReader(graph.op(take).output(0)) != layer) return false;
  const caffe2::OperatorDef& op = graph.op(take);
  if (op.domain() != "ai.onnx" || op.type() != "Gather" || Arguments(op).Get<int>("axis", 0) != 0) return false;
  const Tensor* index = graph.Constant(op.input(1));
  if (index == nullptr || index->dim() != 0 || index->dtype() != DType::kInt64) return false;
  *step = {take, layer, *index->data<int64_t>()};
  return true;
}

// From the first to the last, or counted from the end: then no step is computed that nobody asked for.
bool AreConsecutive(std::vector<int64_t> indices) {
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  const auto count = static_cast<int64_t>(indices.size());
  return count > 1 && indices.back() - indices.front() == count - 1 && (indices.front() == 0 || indices.back() == -1);
}

}  // namespace

int BatchSteps(Graph* graph) {
  using Key = std::tuple<std::string, std::string, std::string, std::string>;  // type, sequence, weights, bias
  std::map<Key, std::vector<StepLayer>> groups;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsPure(i)) continue;
    const caffe2::OperatorDef& op = graph->op(i);
    if (!op.domain().empty() || (op.type() != "FC" && op.type() != "FCTransposed") || !op.engine().empty() || op.input_size() != 3) continue;
    const Arguments args(op);
    if (args.Get<int>("axis", 1) != 1 || args.Get<int>("axis_w", 1) != 1) continue;
    if (graph->Constant(op.input(1)) == nullptr || graph->Constant(op.input(2)) == nullptr) continue;
    StepLayer step;
    if (IsOfOneStep(*graph, i, &step)) groups[{op.type(), graph->op(step.take).input(0), op.input(1), op.input(2)}].push_back(step);
  }
  int changes = 0;
  for (const auto& [key, steps] : groups) {
    std::vector<int64_t> indices;
    for (const StepLayer& step : steps) indices.push_back(step.index);
    if (!AreConsecutive(indices)) continue;
    const auto& [type, sequence, weights, bias] = key;
    const std::string all = graph->FreshName(sequence + ":steps");
    const int first = std::min_element(steps.begin(), steps.end(), [](const StepLayer& a, const StepLayer& b) { return a.take < b.take; })->take;
    for (const StepLayer& step : steps) {
      caffe2::OperatorDef take = graph->op(step.take);
      take.set_input(0, all);
      take.set_output(0, graph->op(step.layer).output(0));
      if (step.take == first) {
        graph->Replace(first, CreateOperatorDef(type, "", {sequence, weights, bias}, {all}, {MakeArgument("axis", 2)}));
      } else {
        graph->Remove(step.take);
      }
      graph->Replace(step.layer, std::move(take));
    }
    ++changes;
  }
  return changes;
}

}  // namespace netdef
