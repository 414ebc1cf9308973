// Workspace: blobs and nets by name.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "netdef/blob.h"
#include "netdef/export.h"

namespace caffe2 {
class NetDef;
class OperatorDef;
class PlanDef;
}  // namespace caffe2

namespace netdef {

class NetBase;

// A workspace may have a parent whose blobs it sees. CreateBlob gives the parent's blob where the
// parent has one of that name; CreateLocalBlob never does. Blob pointers stay valid until the blob
// is removed or the workspace ends. Looking up and creating are safe from several threads;
// contents are not guarded.
class NETDEF_API Workspace {
 public:
  explicit Workspace(std::string root_folder = ".", Workspace* parent = nullptr);
  explicit Workspace(Workspace* parent) : Workspace(".", parent) {}
  // A child that sees only the blobs named: `forwarded` maps names here to names in `parent`.
  Workspace(Workspace* parent, const std::unordered_map<std::string, std::string>& forwarded);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  Blob* CreateBlob(const std::string& name);
  Blob* CreateLocalBlob(const std::string& name);
  Blob* GetBlob(const std::string& name);  // nullptr where there is none
  const Blob* GetBlob(const std::string& name) const;
  bool HasBlob(const std::string& name) const { return GetBlob(name) != nullptr; }
  bool RemoveBlob(const std::string& name);  // only this workspace's own
  bool RenameBlob(const std::string& from, const std::string& to);
  // Makes blobs of `source` visible here: `names` maps names here to names there. A name that means
  // something else here already is an error, or with `skip_defined` left as it is.
  void AddForwarded(Workspace* source, const std::unordered_map<std::string, std::string>& names,
                    bool skip_defined = false);
  // Puts a blob of this workspace's own, with a copy of the tensor, in the place of each forwarded
  // one among `names`.
  void CopyForwardedTensors(const std::vector<std::string>& names);
  std::vector<std::string> Blobs() const;  // own, forwarded and the parent's, each once
  std::vector<std::string> LocalBlobs() const;

  // Nets. CreateNet throws for a name in use unless `overwrite`.
  NetBase* CreateNet(const caffe2::NetDef& net, bool overwrite = false);
  NetBase* CreateNet(const std::shared_ptr<const caffe2::NetDef>& net, bool overwrite = false);
  NetBase* GetNet(const std::string& name);  // nullptr where there is none
  void DeleteNet(const std::string& name);
  bool RunNet(const std::string& name);
  bool RunNetOnce(const caffe2::NetDef& net);
  bool RunOperatorOnce(const caffe2::OperatorDef& op);
  std::vector<std::string> Nets() const;
  bool RunPlan(const caffe2::PlanDef& plan);  // as netdef::RunPlan does

  // `check` throws for definitions that may not become operators here or in any child workspace;
  // set it before the first operator is made.
  void SetOperatorCheck(std::function<void(const caffe2::OperatorDef&)> check) { operator_check_ = std::move(check); }
  void CheckOperator(const caffe2::OperatorDef& op) const;

  // A number no other workspace of the process has or had.
  uint64_t id() const { return id_; }
  const std::string& RootFolder() const { return root_folder_; }
  Workspace* parent() const { return parent_; }

 private:
  static uint64_t NextId();
  Blob* Find(const std::string& name) const;  // own, forwarded, parent's; no lock taken

  const uint64_t id_ = NextId();
  std::string root_folder_;
  Workspace* parent_;
  bool sees_parent_ = true;
  std::function<void(const caffe2::OperatorDef&)> operator_check_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Blob>> blobs_;
  // name here -> (workspace, name there)
  std::unordered_map<std::string, std::pair<Workspace*, std::string>> forwarded_;
  std::map<std::string, std::unique_ptr<NetBase>> nets_;  // destroyed before blobs_
};

}  // namespace netdef
