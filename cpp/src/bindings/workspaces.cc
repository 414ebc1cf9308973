#include "bindings/workspaces.h"

namespace netdef {

// Never destroyed: workspaces may hold Python objects, and the interpreter ends first.
Workspaces& Workspaces::Get() {
  static auto* all = new Workspaces();
  return *all;
}

const WorkspacePtr& Workspaces::Existing(const std::string& name) {
  const auto it = by_name_.find(name);
  if (it == by_name_.end()) NETDEF_THROW_KIND(kNotFound, "there is no workspace '", name, "'; pass create_if_missing=True to make it");
  return it->second;
}

const WorkspacePtr& Workspaces::Current() {
  if (!current_) {
    WorkspacePtr& ws = by_name_[current_name_];
    if (!ws) ws = std::make_shared<PyWorkspace>();
    current_ = ws;
  }
  return current_;
}

void Workspaces::Switch(const std::string& name, bool create_if_missing) {
  Current();  // so that the default workspace exists, whatever is asked for first
  if (create_if_missing && by_name_.count(name) == 0) by_name_[name] = std::make_shared<PyWorkspace>();
  current_ = Existing(name);
  current_name_ = name;
}

void Workspaces::Reset(const std::string* root_folder) {
  const std::string root = root_folder != nullptr ? *root_folder : Current()->Get().RootFolder();
  const WorkspacePtr old = std::move(by_name_[current_name_]);  // ends after the new one is in place
  current_ = by_name_[current_name_] = std::make_shared<PyWorkspace>(root);
}

void Workspaces::CreateChild(const std::string& parent, const std::string& child) {
  Current();
  by_name_[child] = std::make_shared<PyWorkspace>(Existing(parent));
}

std::vector<std::string> Workspaces::Names() {
  Current();
  std::vector<std::string> names;
  for (const auto& entry : by_name_) names.push_back(entry.first);
  return names;
}

Blob& PyBlob::Get() const {
  if (own_) return *own_;
  Blob* blob = ws_->Get().GetBlob(name_);
  if (blob == nullptr) throw Error("Can't find blob: " + name_, ErrorKind::kNotFound).SetBlob(name_);
  return *blob;
}

NetBase* PyNet::Get() const {
  NetBase* net = ws->Get().GetNet(name);
  if (net == nullptr) NETDEF_THROW_KIND(kNotFound, "Can't find net ", name);
  return net;
}

}  // namespace netdef
