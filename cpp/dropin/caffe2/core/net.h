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

// netdef's nets, and the base of a program's own, which override what they did in Caffe2: Run, RunAsync or DoRunAsync, and
// GetOperators. (What is declared here beyond netdef's functions, only nets of programs have.)
class NetBase : public netdef::NetBase {
 public:
  NetBase(const std::shared_ptr<const NetDef>& def, Workspace* ws) : netdef::NetBase(def, ws, WithoutOperators()) {}

  bool has_debug_def() const { return true; }

  bool Run() override {
    if (!RunAsync()) return false;
    Wait();
    return handleRunError();
  }
  bool RunAsync() override { return DoRunAsync(); }
  bool SupportsAsync() override { return false; }
  vector<OperatorBase*> GetOperators() const override { return {}; }

 protected:
  virtual bool DoRunAsync() { CAFFE_THROW("the net ", Name(), " overrides neither Run, RunAsync nor DoRunAsync"); }
  virtual bool handleRunError() { return true; }
  bool DoRun() override { return DoRunAsync(); }
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

// For a class with a constructor from (shared_ptr<const NetDef>, Workspace*), or a function that makes such a net.
#define REGISTER_NET_CREATOR(key, ...)                                                                                 \
  static const bool NETDEF_CONCAT(netdef_net_##key##_, __COUNTER__) [[maybe_unused]] =                                 \
      ::netdef::NetRegistry::Register(#key, [](std::shared_ptr<const ::caffe2::NetDef> def, ::netdef::Workspace* ws) { \
        return std::unique_ptr<::netdef::NetBase>(__VA_ARGS__(def, ::caffe2::ViewAs<::caffe2::Workspace>(ws)));        \
      });
#undef REGISTER_NET
#define REGISTER_NET(name, ...) REGISTER_NET_CREATOR(name, new __VA_ARGS__)
