// What Python holds of workspaces, blobs, tensors and nets. Every handle keeps what it refers to alive, or finds it by
// name each time it is used, so a handle that outlives its blob throws and never dangles.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "netdef/error.h"
#include "netdef/net.h"
#include "netdef/workspace.h"

namespace netdef {

class PyWorkspace {
 public:
  explicit PyWorkspace(std::string root_folder = ".") : ws_(std::make_shared<Workspace>(std::move(root_folder))) {}
  explicit PyWorkspace(std::shared_ptr<PyWorkspace> parent)
      : parent_(std::move(parent)), ws_(std::make_shared<Workspace>(&parent_->Get())) {}
  // A workspace that belongs to somebody else, until Withdraw().
  explicit PyWorkspace(Workspace* lent) : ws_(lent, [](Workspace*) {}) {}
  void Withdraw() { ws_.reset(); }

  Workspace& Get() const {
    NETDEF_ENFORCE(ws_ != nullptr, "the workspace was lent for the time of a call, which is over");
    return *ws_;
  }
  int last_failed_operator() const { return last_failed_operator_; }

  // Calls fn(Workspace&) without the GIL and notes which operator failed.
  template <typename Fn>
  auto Released(Fn&& fn) {
    const std::shared_ptr<Workspace> ws = ws_;
    Get();
    pybind11::gil_scoped_release release;
    try {
      return fn(*ws);
    } catch (const Error& e) {
      last_failed_operator_ = e.op_index();
      throw;
    }
  }

 private:
  std::shared_ptr<PyWorkspace> parent_;  // outlives ws_
  std::shared_ptr<Workspace> ws_;
  std::atomic<int> last_failed_operator_{-1};
};

using WorkspacePtr = std::shared_ptr<PyWorkspace>;

// The workspaces of the process by name, and which is current. Used with the GIL held.
class Workspaces {
 public:
  static Workspaces& Get();

  const WorkspacePtr& Current();
  const std::string& CurrentName() const { return current_name_; }
  void Switch(const std::string& name, bool create_if_missing);
  void Switch(WorkspacePtr ws) { current_ = std::move(ws); }  // the name stays, as in Caffe2
  void Reset(const std::string* root_folder);  // nullptr: the one it had
  void CreateChild(const std::string& parent, const std::string& child);
  std::vector<std::string> Names();

 private:
  const WorkspacePtr& Existing(const std::string& name);

  std::map<std::string, WorkspacePtr> by_name_;
  std::string current_name_ = "default";
  WorkspacePtr current_;
};

// A blob: of a workspace, by name, or one that belongs to nobody else.
class PyBlob {
 public:
  PyBlob(WorkspacePtr ws, std::string name) : ws_(std::move(ws)), name_(std::move(name)) {}
  explicit PyBlob(std::shared_ptr<Blob> own) : own_(std::move(own)) {}

  Blob& Get() const;
  const std::string& name() const { return name_; }

 private:
  WorkspacePtr ws_;
  std::string name_;
  std::shared_ptr<Blob> own_;
};

// A tensor inside a blob, or one lent to a Python operator for the time of a call.
class PyTensor {
 public:
  explicit PyTensor(PyBlob blob) : locate_([blob] { return blob.Get().GetMutable<Tensor>(); }) {}
  explicit PyTensor(std::function<Tensor*()> locate) : locate_(std::move(locate)) {}

  Tensor& Get() const { return *locate_(); }

 private:
  std::function<Tensor*()> locate_;
};

struct PyNet {
  WorkspacePtr ws;
  std::string name;

  NetBase* Get() const;
};

}  // namespace netdef
