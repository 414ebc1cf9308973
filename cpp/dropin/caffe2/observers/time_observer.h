// Times of a net and of its operators.
#pragma once

#include <memory>

#include "caffe2/core/net.h"
#include "caffe2/core/observer.h"

namespace caffe2 {

class TimeObserver final : public ObserverBase<NetBase> {
 public:
  explicit TimeObserver(NetBase* net) : ObserverBase<NetBase>(net), observer_(netdef::ObserverRegistry::Create("TimeObserver", net)) {}
  // Milliseconds: per run of the net, and per run of an operator.
  float average_time() const { return static_cast<float>(observer_->average_time()); }
  float average_time_children() const { return static_cast<float>(observer_->average_time_children()); }

 private:
  void Start() override { observer_->Start(); }
  void Stop() override { observer_->Stop(); }

  std::unique_ptr<netdef::NetObserver> observer_;
};

}  // namespace caffe2
