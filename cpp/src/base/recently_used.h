// A cache of so many entries: the one not used for longest makes room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace netdef {

template <typename Key, typename Value>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(size_t most) : most_(most) {}

  // nullptr where there is none.
  Value* Find(const Key& key) {
    const auto it = entries_.find(key);
    if (it == entries_.end()) return nullptr;
    it->second.used = ++now_;
    return &it->second.value;
  }
  // Returns what had to go; an empty Value for nothing.
  Value Put(const Key& key, Value value) {
    Value dropped{};
    if (entries_.size() >= most_ && entries_.count(key) == 0) {
      const auto oldest = std::min_element(entries_.begin(), entries_.end(),
                                           [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
      dropped = std::move(oldest->second.value);
      entries_.erase(oldest);
    }
    entries_[key] = {std::move(value), ++now_};
    return dropped;
  }
  void Clear() { entries_.clear(); }

  template <typename Fn>
  void ForEach(Fn&& fn) const {
    for (const auto& entry : entries_) fn(entry.second.value);
  }

 private:
  struct Entry {
    Value value;
    uint64_t used = 0;
  };
  size_t most_;
  uint64_t now_ = 0;
  std::map<Key, Entry> entries_;
};

}  // namespace netdef
