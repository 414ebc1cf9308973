#pragma once

#include <utility>

namespace caffe2 {

// Calls a function at the end of the scope, unless dismissed.
template <typename Function>
class ScopeGuardImpl {
 public:
  explicit ScopeGuardImpl(Function&& function) : function_(std::forward<Function>(function)) {}
  ScopeGuardImpl(ScopeGuardImpl&& other) noexcept : function_(std::move(other.function_)), active_(std::exchange(other.active_, false)) {}
  ~ScopeGuardImpl() {
    if (active_) function_();
  }
  void dismiss() noexcept { active_ = false; }

 private:
  Function function_;
  bool active_ = true;
};

template <typename Function>
ScopeGuardImpl<Function> MakeGuard(Function&& function) {
  return ScopeGuardImpl<Function>(std::forward<Function>(function));
}

}  // namespace caffe2
