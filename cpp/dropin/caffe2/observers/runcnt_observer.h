// How often the operators of a net ran.
#pragma once

#include <atomic>
#include <string>

#include "caffe2/observers/operator_attaching_net_observer.h"

namespace caffe2 {

class RunCountNetObserver;

class RunCountOperatorObserver final : public ObserverBase<OperatorBase> {
 public:
  RunCountOperatorObserver(OperatorBase* op, RunCountNetObserver* net) : ObserverBase<OperatorBase>(op), net_(net) {}

 private:
  void Start() override;

  RunCountNetObserver* net_;
};

class RunCountNetObserver final : public OperatorAttachingNetObserver<RunCountOperatorObserver, RunCountNetObserver> {
 public:
  explicit RunCountNetObserver(NetBase* net) : OperatorAttachingNetObserver(net, this) {}
  std::string debugInfo() override { return "operators ran " + std::to_string(runs_.load()) + " times"; }

 private:
  friend class RunCountOperatorObserver;
  std::atomic<int> runs_{0};
};

inline void RunCountOperatorObserver::Start() { ++net_->runs_; }

}  // namespace caffe2
