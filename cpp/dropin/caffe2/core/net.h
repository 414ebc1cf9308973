#pragma once

#include <functional>
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
  // On CPUs all has been done when it returns.
  bool RunAsync() { return Run(); }
  void Wait() {}
  bool SupportsAsync() const { return false; }
};

// Observers of every net that is created from then on through these headers.
using NetObserver = ObserverBase<NetBase>;
using NetObserverCreator = std::function<std::unique_ptr<netdef::ObserverBase<netdef::NetBase>>(NetBase*)>;
namespace internal {
inline vector<NetObserverCreator>& GlobalNetObservers() {
  static vector<NetObserverCreator> creators;
  return creators;
}
inline NetBase* WithGlobalObservers(NetBase* net) {
  for (const NetObserverCreator& creator : GlobalNetObservers()) net->AttachObserver(creator(net));
  return net;
}
inline unique_ptr<NetBase> WithGlobalObservers(unique_ptr<NetBase> net) {
  WithGlobalObservers(net.get());
  return net;
}
}  // namespace internal
inline void AddGlobalNetObserverCreator(NetObserverCreator creator) { internal::GlobalNetObservers().push_back(std::move(creator)); }
inline void ClearGlobalNetObservers() { internal::GlobalNetObservers().clear(); }

inline NetBase* Workspace::CreateNet(const NetDef& net, bool overwrite) {
  return internal::WithGlobalObservers(ViewAs<NetBase>(netdef::Workspace::CreateNet(net, overwrite)));
}
inline NetBase* Workspace::CreateNet(const std::shared_ptr<const NetDef>& net, bool overwrite) {
  return internal::WithGlobalObservers(ViewAs<NetBase>(netdef::Workspace::CreateNet(net, overwrite)));
}
inline NetBase* Workspace::GetNet(const string& name) { return ViewAs<NetBase>(netdef::Workspace::GetNet(name)); }

inline unique_ptr<NetBase> CreateNet(const NetDef& net, Workspace* ws) { return internal::WithGlobalObservers(OwnedViewAs<NetBase>(netdef::CreateNet(net, ws))); }
inline unique_ptr<NetBase> CreateNet(const std::shared_ptr<const NetDef>& net, Workspace* ws) {
  return internal::WithGlobalObservers(OwnedViewAs<NetBase>(netdef::CreateNet(net, ws)));
}

}  // namespace caffe2
