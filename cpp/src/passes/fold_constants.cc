// Computes once what depends on constants only.
#include <algorithm>

#include "netdef/error.h"
#include "netdef/proto_utils.h"
#include "netdef/workspace.h"
#include "passes/graph.h"

namespace netdef {
namespace {

// A constant that is far larger than what it is made of would cost more memory than it saves time.
constexpr int64_t kMostElements = int64_t{1} << 24;

}  // namespace

int FoldConstants(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsDeterministic(i)) continue;
    const caffe2::OperatorDef op = graph->op(i);
    const auto constant = [&](const std::string& name) { return graph->Constant(name) != nullptr; };
    const auto output = [&](const std::string& name) { return name.empty() || graph->IsOutput(name); };
    if (!std::all_of(op.input().begin(), op.input().end(), constant) || std::any_of(op.output().begin(), op.output().end(), output)) continue;
    Workspace scratch;
    for (const std::string& name : op.input()) *scratch.CreateBlob(name)->GetMutable<Tensor>() = *graph->Constant(name);
    try {
      if (!scratch.RunOperatorOnce(op)) continue;
    } catch (const Error&) {
      continue;  // it fails when it runs, with its place in the net
    }
    const auto small_tensor = [&](const std::string& name) {
      if (IsAbsent(op, name)) return true;
      const Blob* blob = scratch.GetBlob(name);
      return blob->IsType<Tensor>() && blob->Get<Tensor>().dtype() != DType::kUndefined && blob->Get<Tensor>().numel() <= kMostElements;
    };
    if (!std::all_of(op.output().begin(), op.output().end(), small_tensor)) continue;
    graph->Remove(i);
    for (const std::string& name : op.output()) {
      if (IsAbsent(op, name)) continue;
      const Tensor& value = scratch.GetBlob(name)->Get<Tensor>();
      const std::string made = graph->AddConstant(name, value.owns_data_alone() ? value : value.Clone());
      if (made != name) graph->Redirect(name, made);
    }
    ++changes;
  }
  return changes;
}

}  // namespace netdef
