// Run times of the operators of a net, collected by an observer on each of them.
#pragma once

#include <vector>

#include "netdef/net.h"

namespace netdef {

class OperatorProfile {
 public:
  explicit OperatorProfile(NetBase* net);
  ~OperatorProfile();
  OperatorProfile(const OperatorProfile&) = delete;
  OperatorProfile& operator=(const OperatorProfile&) = delete;

  // By position in the net. Not while the net runs.
  std::vector<OperatorTimes> Times() const;

 private:
  class Timer;

  NetBase* net_;
  std::vector<const Timer*> timers_;  // owned by the operators
};

}  // namespace netdef
