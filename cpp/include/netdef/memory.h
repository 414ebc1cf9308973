// How large a tensor may get while a model from a stranger runs.
#pragma once

#include <cstdint>

#include "netdef/export.h"

namespace netdef {

// While it lives, this thread, and the pools it hands work to, allocate no tensor of more than `bytes`
// bytes: an error of kind kLimit is thrown instead. Within another scope the smaller limit holds.
class NETDEF_API TensorLimitScope {
 public:
  explicit TensorLimitScope(uint64_t bytes);
  ~TensorLimitScope();
  TensorLimitScope(const TensorLimitScope&) = delete;
  TensorLimitScope& operator=(const TensorLimitScope&) = delete;

  static uint64_t Current();  // UINT64_MAX where there is none

 private:
  uint64_t previous_;
};

}  // namespace netdef
