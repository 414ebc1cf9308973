#include "netdef/stats.h"

#include <chrono>

namespace netdef {

int64_t NanosecondsSinceEpoch() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

StatRegistry& StatRegistry::Global() {
  static auto* registry = new StatRegistry();  // operators may outlive statics
  return *registry;
}

StatValue* StatRegistry::Add(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<StatValue>& value = values_[key];
  if (!value) value = std::make_unique<StatValue>();
  return value.get();
}

std::vector<ExportedStat> StatRegistry::Publish(bool reset) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<ExportedStat> stats;
  for (const auto& [key, value] : values_) {
    stats.push_back({key, reset ? value->Reset() : value->Get(), NanosecondsSinceEpoch()});
  }
  return stats;
}

void StatRegistry::Update(const std::vector<ExportedStat>& stats) {
  for (const ExportedStat& stat : stats) Add(stat.key)->Increment(stat.value);
}

}  // namespace netdef
