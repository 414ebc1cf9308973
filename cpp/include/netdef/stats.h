// Statistics: numbers by name that anything in the process may add to; workspace.GetStats reads them.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "netdef/export.h"

namespace netdef {

class StatValue {
 public:
  void Increment(int64_t by) { value_ += by; }
  int64_t Get() const { return value_; }
  int64_t Reset() { return value_.exchange(0); }

 private:
  std::atomic<int64_t> value_{0};
};

struct ExportedStat {
  std::string key;
  int64_t value;
  int64_t timestamp_ns;  // since 1970
};

class NETDEF_API StatRegistry {
 public:
  static StatRegistry& Global();

  // The number of that name, made with 0 where there is none; it lives as long as the registry.
  StatValue* Add(const std::string& key);
  // All numbers by name; with `reset` they begin anew.
  std::vector<ExportedStat> Publish(bool reset = false);
  // Adds to the numbers of those names.
  void Update(const std::vector<ExportedStat>& stats);

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<StatValue>> values_;
};

// A number with a count, so that there is a mean: the stats name/sum and name/count.
class NETDEF_API AverageStat {
 public:
  explicit AverageStat(const std::string& name, StatRegistry& registry = StatRegistry::Global())
      : sum_(registry.Add(name + "/sum")), count_(registry.Add(name + "/count")) {}
  void Add(int64_t value) {
    sum_->Increment(value);
    count_->Increment(1);
  }

 private:
  StatValue *sum_, *count_;
};

NETDEF_API int64_t NanosecondsSinceEpoch();

}  // namespace netdef
