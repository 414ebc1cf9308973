#pragma once

#include <memory>
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/types.h"
#include "caffe2/core/view.h"
#include "caffe2/utils/threadpool/ThreadPool.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/plan.h"
#include "netdef/workspace.h"

namespace caffe2 {

class NetBase;

class Workspace : public netdef::Workspace {
 public:
  using netdef::Workspace::Workspace;
  Workspace() = default;
  // The parent's blobs can be changed through the child, as ever.
  explicit Workspace(const Workspace* shared) : netdef::Workspace(const_cast<Workspace*>(shared)) {}
  Workspace(const string& root_folder, const Workspace* shared) : netdef::Workspace(root_folder, const_cast<Workspace*>(shared)) {}

  Blob* CreateBlob(const string& name) { return ViewAs<Blob>(netdef::Workspace::CreateBlob(name)); }
  Blob* CreateLocalBlob(const string& name) { return ViewAs<Blob>(netdef::Workspace::CreateLocalBlob(name)); }
  Blob* GetBlob(const string& name) { return ViewAs<Blob>(netdef::Workspace::GetBlob(name)); }
  const Blob* GetBlob(const string& name) const { return ViewAs<Blob>(netdef::Workspace::GetBlob(name)); }
  Blob* RenameBlob(const string& from, const string& to) { return netdef::Workspace::RenameBlob(from, to) ? GetBlob(to) : nullptr; }
  void AddBlobMapping(Workspace* parent, const unordered_map<string, string>& names, bool skip_defined = false) {
    AddForwarded(parent, names, skip_defined);
  }

  using netdef::Workspace::CopyForwardedTensors;
  template <class Context>
  void CopyForwardedTensors(const std::unordered_set<string>& names) {
    CopyForwardedTensors(vector<string>(names.begin(), names.end()));
  }
  // Bytes of each tensor, the largest first, in the log.
  void PrintBlobSizes() const {
    vector<std::pair<size_t, string>> sizes;
    for (const string& name : Blobs()) {
      const Blob* blob = GetBlob(name);
      if (blob->IsType<TensorCPU>()) sizes.emplace_back(blob->Get<TensorCPU>().nbytes(), name);
    }
    std::sort(sizes.rbegin(), sizes.rend());
    for (const auto& size : sizes) LOG(INFO) << size.second << ";" << size.first;
  }
  static ThreadPool* GetThreadPool() {
    static const std::unique_ptr<ThreadPool> pool = ThreadPool::defaultThreadPool();
    return pool.get();
  }

  NetBase* CreateNet(const NetDef& net, bool overwrite = false);
  NetBase* CreateNet(const std::shared_ptr<const NetDef>& net, bool overwrite = false);
  NetBase* GetNet(const string& name);
};

}  // namespace caffe2

#include "caffe2/core/net.h"  // what CreateNet returns
