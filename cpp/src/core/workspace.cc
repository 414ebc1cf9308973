#include "netdef/workspace.h"

#include <atomic>
#include <set>
#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/net.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {

uint64_t Workspace::NextId() {
  static std::atomic<uint64_t> next{1};
  return next++;
}

Workspace::Workspace(std::string root_folder, Workspace* parent)
    : root_folder_(std::move(root_folder)), parent_(parent) {
  if (parent_ != nullptr) root_folder_ = parent_->root_folder_;
}

Workspace::Workspace(Workspace* parent, const std::unordered_map<std::string, std::string>& forwarded)
    : root_folder_(parent->root_folder_), parent_(parent), sees_parent_(false) {
  AddForwarded(parent, forwarded);
}

Workspace::~Workspace() = default;

void Workspace::CheckOperator(const caffe2::OperatorDef& op) const {
  for (const Workspace* ws = this; ws != nullptr; ws = ws->parent_) {
    if (ws->operator_check_) ws->operator_check_(op);
  }
}

Blob* Workspace::Find(const std::string& name) const {
  const auto own = blobs_.find(name);
  if (own != blobs_.end()) return own->second.get();
  const auto forwarded = forwarded_.find(name);
  if (forwarded != forwarded_.end()) {
    return forwarded->second.first->GetBlob(forwarded->second.second);
  }
  return parent_ != nullptr && sees_parent_ ? parent_->GetBlob(name) : nullptr;
}

Blob* Workspace::GetBlob(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  return Find(name);
}

const Blob* Workspace::GetBlob(const std::string& name) const {
  std::lock_guard<std::mutex> lock(mutex_);
  return Find(name);
}

Blob* Workspace::CreateBlob(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (Blob* blob = Find(name)) return blob;
  return (blobs_[name] = std::make_unique<Blob>()).get();
}

Blob* Workspace::CreateLocalBlob(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<Blob>& blob = blobs_[name];
  if (!blob) blob = std::make_unique<Blob>();
  return blob.get();
}

bool Workspace::RemoveBlob(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  return blobs_.erase(name) != 0;
}

bool Workspace::RenameBlob(const std::string& from, const std::string& to) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto it = blobs_.find(from);
  if (it == blobs_.end() || Find(to) != nullptr) return false;
  std::unique_ptr<Blob> blob = std::move(it->second);
  blobs_.erase(it);
  blobs_[to] = std::move(blob);
  return true;
}

void Workspace::AddForwarded(Workspace* source, const std::unordered_map<std::string, std::string>& names,
                             bool skip_defined) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [here, there] : names) {
    NETDEF_ENFORCE(source->HasBlob(there), "Invalid parent workspace blob: ", there);
    const std::pair<Workspace*, std::string> target(source, there);
    const auto it = forwarded_.find(here);
    if (it != forwarded_.end()) {
      NETDEF_ENFORCE(it->second == target, "Redefinition of blob ", here);
    } else if (Find(here) != nullptr) {
      NETDEF_ENFORCE(skip_defined, "Redefinition of blob ", here);
    } else {
      forwarded_[here] = target;
    }
  }
}

void Workspace::CopyForwardedTensors(const std::vector<std::string>& names) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const std::string& name : names) {
    const auto it = forwarded_.find(name);
    if (it == forwarded_.end()) continue;
    const Blob* from = it->second.first->GetBlob(it->second.second);
    NETDEF_ENFORCE(from != nullptr && from->IsType<Tensor>(), "Expected blob with tensor value: ", it->second.second);
    auto copy = std::make_unique<Blob>();
    copy->GetMutable<Tensor>()->CopyFrom(from->Get<Tensor>());
    blobs_[name] = std::move(copy);
    forwarded_.erase(it);
  }
}

std::vector<std::string> Workspace::LocalBlobs() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> names;
  for (const auto& entry : blobs_) names.push_back(entry.first);
  return names;
}

std::vector<std::string> Workspace::Blobs() const {
  std::set<std::string> names;
  if (parent_ != nullptr && sees_parent_) {
    for (std::string& name : parent_->Blobs()) names.insert(std::move(name));
  }
  std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& entry : blobs_) names.insert(entry.first);
  for (const auto& entry : forwarded_) names.insert(entry.first);
  return {names.begin(), names.end()};
}

NetBase* Workspace::CreateNet(const caffe2::NetDef& net, bool overwrite) {
  return CreateNet(std::make_shared<caffe2::NetDef>(net), overwrite);
}

NetBase* Workspace::CreateNet(const std::shared_ptr<const caffe2::NetDef>& net, bool overwrite) {
  NETDEF_ENFORCE(net->has_name(), "Net definition should have a name.");
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto it = nets_.find(net->name());
    if (it != nets_.end()) {
      NETDEF_ENFORCE(overwrite, "I respectfully refuse to overwrite an existing net of the same name \"", net->name(),
                     "\", unless you explicitly specify overwrite=true.");
      nets_.erase(it);
    }
  }
  std::unique_ptr<NetBase> made = netdef::CreateNet(net, this);  // takes the lock for each blob
  std::lock_guard<std::mutex> lock(mutex_);
  return (nets_[net->name()] = std::move(made)).get();
}

NetBase* Workspace::GetNet(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto it = nets_.find(name);
  return it == nets_.end() ? nullptr : it->second.get();
}

void Workspace::DeleteNet(const std::string& name) {
  std::lock_guard<std::mutex> lock(mutex_);
  nets_.erase(name);
}

std::vector<std::string> Workspace::Nets() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> names;
  for (const auto& entry : nets_) names.push_back(entry.first);
  return names;
}

bool Workspace::RunNet(const std::string& name) {
  NetBase* net = GetNet(name);
  if (net == nullptr) NETDEF_THROW_KIND(kNotFound, "Network ", name, " does not exist yet.");
  return net->Run();
}

bool Workspace::RunNetOnce(const caffe2::NetDef& net) {
  // The caller's proto outlives the run: nothing needs a copy of it.
  const std::shared_ptr<const caffe2::NetDef> def(std::shared_ptr<void>(), &net);
  return netdef::CreateNet(def, this)->Run();
}

bool Workspace::RunOperatorOnce(const caffe2::OperatorDef& op) {
  const std::shared_ptr<const caffe2::OperatorDef> def(std::shared_ptr<void>(), &op);
  const std::unique_ptr<OperatorBase> made = CreateOperator(def, this);
  const RunScope scope;
  return made->RunObserved();
}

}  // namespace netdef
