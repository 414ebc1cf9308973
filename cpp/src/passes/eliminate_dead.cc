// Operators whose outputs nobody wants.
#include <algorithm>

#include "passes/graph.h"

namespace netdef {

int EliminateDead(Graph* graph) {
  int changes = 0;
  for (int i = graph->size() - 1; i >= 0; --i) {
    if (!graph->IsPure(i)) continue;
    const auto& outputs = graph->op(i).output();
    const bool wanted = std::any_of(outputs.begin(), outputs.end(), [&](const std::string& name) {
      return graph->IsOutput(name) || !graph->Readers(name).empty();
    });
    if (wanted) continue;
    graph->Remove(i);
    ++changes;
  }
  return changes;
}

}  // namespace netdef
