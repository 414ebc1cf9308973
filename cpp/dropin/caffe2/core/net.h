#pragma once

#include <memory>
#include <string>
#include <vector>

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/observer.h"
#include "caffe2/core/operator_base.h"
#include "caffe2/core/types.h"
#include "caffe2/core/workspace.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/net.h"

namespace caffe2 {

class NetBase : public netdef::NetBase {
 public:
  using netdef::NetBase::NetBase;

  vector<OperatorBase*> GetOperators() const {
    vector<OperatorBase*> all;
    for (const auto& op : operators()) all.push_back(ViewAs<OperatorBase>(op.get()));
    return all;
  }
  bool has_debug_def() const { return true; }
};

inline NetBase* Workspace::CreateNet(const NetDef& net, bool overwrite) {
  return ViewAs<NetBase>(netdef::Workspace::CreateNet(net, overwrite));
}
inline NetBase* Workspace::CreateNet(const std::shared_ptr<const NetDef>& net, bool overwrite) {
  return ViewAs<NetBase>(netdef::Workspace::CreateNet(net, overwrite));
}
inline NetBase* Workspace::GetNet(const string& name) { return ViewAs<NetBase>(netdef::Workspace::GetNet(name)); }

inline unique_ptr<NetBase> CreateNet(const NetDef& net, Workspace* ws) { return ViewAs<NetBase>(netdef::CreateNet(net, ws)); }
inline unique_ptr<NetBase> CreateNet(const std::shared_ptr<const NetDef>& net, Workspace* ws) {
  return ViewAs<NetBase>(netdef::CreateNet(net, ws));
}

}  // namespace caffe2
