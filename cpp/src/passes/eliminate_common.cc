// Of operators that do the same to the same inputs, the first one serves all.
#include <map>
#include <string>

#include "passes/graph.h"

namespace netdef {
int EliminateCommon(Graph* graph) {
  int changes = 0;
  std::map<std::string, int> first;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsDeterministic(i) || graph->op(i).input_size() == 0) continue;
    caffe2::OperatorDef key = graph->op(i);
    key.clear_name();
    bool free = true;
    for (const std::string& name : key.input()) free = free && !graph->IsPinned(name);
    for (std::string& name : *key.mutable_output()) {
      free = free && !graph->IsOutput(name) && !name.empty();
      name.clear();
    }
    if (!free) continue;
    const auto [it, is_first] = first.emplace(key.SerializeAsString(), i);
    if (is_first) continue;
    const caffe2::OperatorDef twin = graph->op(i), kept = graph->op(it->second);
    graph->Remove(i);
    for (int o = 0; o < twin.output_size(); ++o) graph->Redirect(twin.output(o), kept.output(o));
    ++changes;
  }
  return changes;
}

}  // namespace netdef
