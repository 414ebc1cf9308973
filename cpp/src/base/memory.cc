#include "netdef/memory.h"

#include <algorithm>

namespace netdef {
namespace {

thread_local uint64_t tensor_limit = UINT64_MAX;

}  // namespace

TensorLimitScope::TensorLimitScope(uint64_t bytes) : previous_(tensor_limit) {
  tensor_limit = std::min(tensor_limit, bytes);
}

TensorLimitScope::~TensorLimitScope() { tensor_limit = previous_; }

uint64_t TensorLimitScope::Current() { return tensor_limit; }

}  // namespace netdef
