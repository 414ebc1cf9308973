#include "compile/packed_constants.h"

namespace netdef {
namespace compile {

std::shared_ptr<const Buffer> PackedConstants::Get(const std::string& key, size_t bytes,
                                                   const std::function<void(void*)>& fill) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<const Buffer>& entry = by_key_[key];
  if (!entry) {
    auto made = std::make_shared<Buffer>(bytes);
    fill(made->data());
    entry = std::move(made);
  }
  return entry;
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
