// A net that creates its operators and runs them one after the other: a base for nets of programs.
#pragma once

#include <memory>
#include <vector>

#include "caffe2/core/net.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/scope_guard.h"

namespace caffe2 {

class SimpleNet : public NetBase {
 public:
  SimpleNet(const std::shared_ptr<const NetDef>& def, Workspace* ws) : NetBase(def, ws) {
    for (int i = 0; i < def->op_size(); ++i) operators_.push_back(CreateOperator(netdef::OperatorAt(def, i), ws, i));
  }
  vector<OperatorBase*> GetOperators() const override {
    vector<OperatorBase*> all;
    for (const auto& op : operators_) all.push_back(op.get());
    return all;
  }
  void Cancel() override {
    netdef::NetBase::Cancel();
    for (const auto& op : operators_) op->Cancel();
  }

 protected:
  bool Run() override {
    StartAllObservers();
    const auto stop = MakeGuard([this] { StopAllObservers(); });
    for (size_t i = 0; i < operators_.size(); ++i) {
      try {
        if (!operators_[i]->RunObserved()) return false;
      } catch (netdef::Error& e) {
        e.SetNet(Name(), static_cast<int>(i));
        throw;
      }
    }
    return true;
  }
  bool RunAsync() override { return Run(); }

  vector<unique_ptr<OperatorBase>> operators_;
};

}  // namespace caffe2
