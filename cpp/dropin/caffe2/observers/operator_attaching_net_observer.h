// A base for observers of nets that watch every operator as well.
#pragma once

#include <memory>
#include <vector>

#include "caffe2/core/net.h"
#include "caffe2/core/observer.h"
#include "caffe2/core/operator.h"

namespace caffe2 {

// Operators' observers are made from (OperatorBase*, the net's observer); the operators own them.
template <class OperatorObserver, class NetObserver>
class OperatorAttachingNetObserver : public ObserverBase<NetBase> {
 public:
  OperatorAttachingNetObserver(NetBase* net, NetObserver* self) : ObserverBase<NetBase>(net) {
    for (OperatorBase* op : net->GetOperators()) {
      auto observer = std::make_unique<OperatorObserver>(op, self);
      operator_observers_.push_back(observer.get());
      op->AttachObserver(std::move(observer));
    }
  }

 protected:
  vector<const OperatorObserver*> operator_observers_;
};

}  // namespace caffe2
