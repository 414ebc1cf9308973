#include "compile/packed_constants.h"

namespace netdef {
namespace compile {

std::shared_ptr<const Buffer> PackedConstants::Get(const std::string& key, size_t bytes,
                                                   const std::function<void(void*)>& fill) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  struct Packed {
    MemoryBudget::Share share;
    Buffer buffer;
  };
  const auto made = std::make_shared<Packed>();
  made->share = budget_->Take(bytes, "packed weights");
  made->buffer = Buffer(bytes);
  fill(made->buffer.data());
  return by_key_[key] = std::shared_ptr<const Buffer>(made, &made->buffer);
}

void PackedConstants::Trim() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto it = by_key_.begin(); it != by_key_.end();) it = it->second.use_count() == 1 ? by_key_.erase(it) : std::next(it);
}

size_t PackedConstants::bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  size_t sum = 0;
  for (const auto& entry : by_key_) sum += entry.second->bytes();
  return sum;
}

}  // namespace compile
}  // namespace netdef
