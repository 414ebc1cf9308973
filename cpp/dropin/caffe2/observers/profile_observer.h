// The times of a net's operators, as a table in debugInfo().
#pragma once

#include <memory>

#include "caffe2/core/net.h"
#include "caffe2/core/observer.h"

namespace caffe2 {

class ProfileObserver final : public ObserverBase<NetBase> {
 public:
  explicit ProfileObserver(NetBase* net) : ObserverBase<NetBase>(net), observer_(netdef::ObserverRegistry::Create("ProfileObserver", net)) {}
  std::string debugInfo() override { return observer_->debug_info(); }

 private:
  void Start() override { observer_->Start(); }
  void Stop() override { observer_->Stop(); }

  std::unique_ptr<netdef::NetObserver> observer_;
};

}  // namespace caffe2
