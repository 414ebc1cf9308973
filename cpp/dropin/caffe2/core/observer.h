#pragma once

#include "netdef/observer.h"

namespace netdef {
class OperatorBase;
}

namespace caffe2 {

class NetBase;
class OperatorBase;

// netdef's class of what is observed.
template <class T>
struct Observed {
  using type = T;
};
template <>
struct Observed<NetBase> {
  using type = netdef::NetBase;
};
template <>
struct Observed<OperatorBase> {
  using type = netdef::OperatorBase;
};

template <class T>
class ObserverBase : public netdef::ObserverBase<typename Observed<T>::type> {
 public:
  explicit ObserverBase(T* subject) : netdef::ObserverBase<typename Observed<T>::type>(subject), subject_(subject) {}
  T* subject() const { return subject_; }
  virtual std::string debugInfo() { return "Not implemented."; }
  // Of 2018: a copy for an operator inside a recurrent net. Its runs are seen by the observers of that net.
  virtual std::unique_ptr<ObserverBase<T>> rnnCopy(T* /*subject*/, int /*rnn_order*/) const { return nullptr; }

 protected:
  T* subject_;
};

}  // namespace caffe2
