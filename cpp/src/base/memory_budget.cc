#include "base/memory_budget.h"

#include "netdef/error.h"

namespace netdef {

MemoryBudget::Share::~Share() {
  if (budget_ != nullptr) budget_->taken_ -= bytes_;
}

MemoryBudget::Share MemoryBudget::Take(size_t bytes, const char* what) {
  const size_t before = taken_.fetch_add(bytes);
  Share share(this, bytes);  // given back where this throws
  if (limit_ != 0 && (before > limit_ || bytes > limit_ - before)) {
    NETDEF_THROW_KIND(kLimit, what, " need ", bytes, " bytes; of the limit of ", limit_, " bytes (memory_limit) ", before,
                      " are taken. Raise the limit, or call trim() where memory is kept for other shapes");
  }
  return share;
}

}  // namespace netdef
