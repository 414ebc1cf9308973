// What the control operators share: running nets inside an operator, and the scopes of Do.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "netdef/net.h"
#include "netdef/operator.h"

namespace netdef {

// The one element of a condition; `type` names the operator in the error.
inline bool ConditionValue(const Tensor& condition, const char* type) {
  NETDEF_ENFORCE_EQ(condition.numel(), 1, "Invalid condition tensor in ", type, " operator: single value expected");
  return *condition.data<bool>();
}

// The workspaces in which Do has run, one for each run since the last CreateScope. Forward runs push,
// gradient runs take them back in reverse order and find the forward blobs there. A workspace that
// was taken back is used again by the next push, with its nets.
class WorkspaceStack {
 public:
  using Bindings = std::unordered_map<std::string, std::string>;  // inner name -> name in the parent

  bool empty() const { return depth_ == 0; }
  void Clear() { depth_ = 0; }

  Workspace* Push(Workspace* parent, const Bindings& bindings) {
    if (depth_ == entries_.size()) entries_.emplace_back();
    Entry& entry = entries_[depth_];
    // The blobs of another parent may be gone, and so may those that copies replaced.
    if (!entry.ws || entry.parent != parent->id() || entry.bindings != bindings || HasCopies(*entry.ws, bindings)) {
      entry = {std::make_unique<Workspace>(parent, bindings), parent->id(), bindings};
    }
    ++depth_;
    return entry.ws.get();
  }

  // The last one pushed, which stays.
  Workspace* Reuse(Workspace* parent, const Bindings& bindings) { return Bind(parent, bindings, false); }

  Workspace* Pop(Workspace* parent, const Bindings& gradient_bindings) {
    NETDEF_ENFORCE(depth_ > 0, "Failed to initialize Do op workspace: no forward run is left to go back to");
    Workspace* ws = Bind(parent, gradient_bindings, true);
    --depth_;
    return ws;
  }

 private:
  struct Entry {
    std::unique_ptr<Workspace> ws;
    uint64_t parent = 0;
    Bindings bindings;
  };

  static bool HasCopies(const Workspace& ws, const Bindings& bindings) {
    for (const std::string& name : ws.LocalBlobs()) {
      if (bindings.count(name) != 0) return true;
    }
    return false;
  }

  Workspace* Bind(Workspace* parent, const Bindings& bindings, bool skip_defined) {
    Entry& entry = entries_[depth_ - 1];
    NETDEF_ENFORCE(entry.parent == parent->id(), "the scope of this Do was made in another workspace");
    entry.ws->AddForwarded(parent, bindings, skip_defined);
    return entry.ws.get();
  }

  std::vector<Entry> entries_;
  size_t depth_ = 0;
};

}  // namespace netdef
