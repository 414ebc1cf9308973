// A registry of things that have names, such as factories. It may be filled before main(), in any order, and by any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netdef {

template <typename T>
class ByName {
 public:
  // False, and nothing happens, where the name is taken.
  bool Add(const std::string& name, T item) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_.emplace(name, std::move(item)).second;
  }

  std::optional<T> Find(const std::string& name) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto it = items_.find(name);
    return it == items_.end() ? std::nullopt : std::optional<T>(it->second);
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : All()) names.push_back(entry.first);
    return names;
  }

  // The names in one line, for messages.
  std::string NameList() const {
    std::string list;
    for (const std::string& name : Names()) list += (list.empty() ? "" : ", ") + name;
    return list;
  }

  std::map<std::string, T> All() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, T> items_;
};

}  // namespace netdef
