#include "exec/task_graph.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "netdef/proto_utils.h"

namespace netdef {
namespace {

// Pruning takes a bit for each pair of operators. In larger nets redundant edges stay: they cost a
// counter each, and chains end where they would not have to.
constexpr size_t kMaxPruned = 16384;

struct BlobUse {
  int writer = -1;
  std::vector<int> readers;  // since the last write
};

void SortUnique(std::vector<int>* v) {
  std::sort(v->begin(), v->end());
  v->erase(std::unique(v->begin(), v->end()), v->end());
}

std::vector<std::vector<int>> AllDependencies(const caffe2::NetDef& net) {
  std::unordered_map<std::string, BlobUse> blobs;
  std::vector<std::vector<int>> parents(static_cast<size_t>(net.op_size()));
  for (int i = 0; i < net.op_size(); ++i) {
    const caffe2::OperatorDef& op = net.op(i);
    std::vector<int>& mine = parents[static_cast<size_t>(i)];
    const auto read = [&](const std::string& name) {
      BlobUse& blob = blobs[name];
      if (blob.writer >= 0) mine.push_back(blob.writer);
      if (blob.readers.empty() || blob.readers.back() != i) blob.readers.push_back(i);
    };
    for (const std::string& name : op.input()) {
      if (!IsAbsent(op, name)) read(name);
    }
    for (const std::string& name : op.control_input()) read(name);
    for (const std::string& name : op.output()) {
      if (IsAbsent(op, name)) continue;
      BlobUse& blob = blobs[name];
      if (blob.writer >= 0 && blob.writer != i) mine.push_back(blob.writer);
      for (int reader : blob.readers) {
        if (reader != i) mine.push_back(reader);
      }
      blob.readers.clear();
      blob.writer = i;
    }
    SortUnique(&mine);
  }
  return parents;
}

// Drops an edge where a longer way leads to the same operator.
void Prune(std::vector<std::vector<int>>* parents) {
  const size_t n = parents->size();
  const size_t words = (n + 63) / 64;
  std::vector<uint64_t> ancestors(n * words, 0);
  for (size_t i = 0; i < n; ++i) {
    std::vector<int>& mine = (*parents)[i];
    uint64_t* reached = &ancestors[i * words];
    std::vector<int> kept;
    // A longer way passes through a later parent, so the latest are looked at first.
    for (auto it = mine.rbegin(); it != mine.rend(); ++it) {
      const auto p = static_cast<size_t>(*it);
      if ((reached[p / 64] >> (p % 64) & 1) != 0) continue;
      kept.push_back(*it);
      for (size_t w = 0; w <= p / 64; ++w) reached[w] |= ancestors[p * words + w];
      reached[p / 64] |= uint64_t{1} << (p % 64);
    }
    mine.assign(kept.rbegin(), kept.rend());
  }
}

std::vector<std::vector<int>> ChildrenOf(const std::vector<std::vector<int>>& parents) {
  std::vector<std::vector<int>> children(parents.size());
  for (size_t i = 0; i < parents.size(); ++i) {
    for (int p : parents[i]) children[static_cast<size_t>(p)].push_back(static_cast<int>(i));
  }
  return children;
}

// For each node how many nodes a topological sweep has left behind at the moment when this one was
// the only one that could go on (so that all the rest depends on it); -1 where that never was.
std::vector<int> SoleAt(const std::vector<std::vector<int>>& children, const std::vector<std::vector<int>>& parents) {
  std::vector<int> sole(children.size(), -1), waiting;
  std::vector<int> ready;
  for (size_t i = 0; i < parents.size(); ++i) {
    waiting.push_back(static_cast<int>(parents[i].size()));
    if (parents[i].empty()) ready.push_back(static_cast<int>(i));
  }
  for (int done = 0; !ready.empty(); ++done) {
    const auto node = static_cast<size_t>(ready.back());
    if (ready.size() == 1) sole[node] = done;
    ready.pop_back();
    for (int child : children[node]) {
      if (--waiting[static_cast<size_t>(child)] == 0) ready.push_back(child);
    }
  }
  return sole;
}

}  // namespace

std::vector<std::vector<int>> OperatorDependencies(const caffe2::NetDef& net) {
  std::vector<std::vector<int>> parents = AllDependencies(net);
  if (parents.size() <= kMaxPruned) Prune(&parents);
  return parents;
}

TaskGraph BuildTaskGraph(const caffe2::NetDef& net) {
  const std::vector<std::vector<int>> op_parents = OperatorDependencies(net);
  const std::vector<std::vector<int>> op_children = ChildrenOf(op_parents);
  TaskGraph tasks;
  std::vector<int> task_of(op_parents.size());
  for (size_t i = 0; i < op_parents.size(); ++i) {
    const std::vector<int>& mine = op_parents[i];
    if (mine.size() == 1 && op_children[static_cast<size_t>(mine[0])].size() == 1) {
      task_of[i] = task_of[static_cast<size_t>(mine[0])];
    } else {
      task_of[i] = static_cast<int>(tasks.size());
      tasks.emplace_back();
    }
    tasks[static_cast<size_t>(task_of[i])].operators.push_back(static_cast<int>(i));
  }

  // Only the first operator of a chain has parents in other chains.
  std::vector<std::vector<int>> parents(tasks.size());
  for (size_t t = 0; t < tasks.size(); ++t) {
    for (int p : op_parents[static_cast<size_t>(tasks[t].operators.front())]) {
      parents[t].push_back(task_of[static_cast<size_t>(p)]);
    }
    SortUnique(&parents[t]);
    tasks[t].parents = static_cast<int>(parents[t].size());
  }
  const std::vector<std::vector<int>> children = ChildrenOf(parents);
  const std::vector<int> forward = SoleAt(children, parents), backward = SoleAt(parents, children);
  const int others = static_cast<int>(tasks.size()) - 1;
  for (size_t t = 0; t < tasks.size(); ++t) {
    tasks[t].children = children[t];
    // All that is not before it depends on it, and it depends on all that is not behind it.
    tasks[t].alone = forward[t] >= 0 && backward[t] >= 0 && forward[t] + backward[t] == others;
  }
  return tasks;
}

}  // namespace netdef
