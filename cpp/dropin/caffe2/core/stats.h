// Statistics that a program exports: members of a struct, which CAFFE_EVENT adds to. They are netdef's numbers (workspace.GetStats).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/view.h"
#include "netdef/stats.h"

namespace caffe2 {

class StatValue : public netdef::StatValue {
 public:
  int64_t increment(int64_t by) {
    Increment(by);
    return Get();
  }
  // Gives the value until then.
  int64_t reset(int64_t value = 0) {
    const int64_t before = Reset();
    Increment(value);
    return before;
  }
  int64_t get() const { return Get(); }
};

struct ExportedStatValue {
  string key;
  int64_t value;
  std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds> ts;
};
using ExportedStatList = vector<ExportedStatValue>;
using ExportedStatMap = unordered_map<string, int64_t>;

inline ExportedStatMap toMap(const ExportedStatList& stats) {
  ExportedStatMap by_key;
  for (const ExportedStatValue& stat : stats) by_key[stat.key] = stat.value;
  return by_key;
}

class StatRegistry : public netdef::StatRegistry {
 public:
  static StatRegistry& get() { return ViewAs<StatRegistry>(Global()); }
  StatValue* add(const string& key) { return ViewAs<StatValue>(Add(key)); }
  void publish(ExportedStatList& exported, bool reset = false) {
    exported.clear();
    for (const netdef::ExportedStat& stat : Publish(reset)) {
      exported.push_back({stat.key, stat.value, decltype(ExportedStatValue::ts)(std::chrono::nanoseconds(stat.timestamp_ns))});
    }
  }
  ExportedStatList publish(bool reset = false) {
    ExportedStatList stats;
    publish(stats, reset);
    return stats;
  }
  // Adds to the numbers of those names.
  void update(const ExportedStatList& stats) {
    for (const ExportedStatValue& stat : stats) add(stat.key)->increment(stat.value);
  }
};

// Counts nothing.
struct Stat {
  string groupName, name;
  Stat(const string& group, const string& n) : groupName(group), name(n) {}
  template <typename... Ignored>
  int64_t increment(Ignored...) {
    return -1;
  }
};

// Arguments behind the first were for tracing tools.
class ExportedStat : public Stat {
 public:
  ExportedStat(const string& group, const string& name) : Stat(group, name), value_(StatRegistry::get().add(group + "/" + name)) {}
  int64_t increment(int64_t by = 1) { return value_->increment(by); }
  template <typename T, typename Ignored, typename... More>
  int64_t increment(T by, Ignored, More...) {
    return increment(by);
  }

 protected:
  StatValue* value_;
};

// The last value.
class StaticStat : public ExportedStat {
 public:
  using ExportedStat::ExportedStat;
  int64_t increment(int64_t value = 1) { return value_->reset(value); }
  template <typename T, typename Ignored, typename... More>
  int64_t increment(T value, Ignored, More...) {
    return increment(value);
  }
};

class AvgExportedStat : public ExportedStat {
 public:
  AvgExportedStat(const string& group, const string& name) : ExportedStat(group, name + "/sum"), count_(group, name + "/count") {}
  int64_t increment(int64_t value = 1) {
    count_.increment();
    return ExportedStat::increment(value);
  }
  template <typename T, typename Ignored, typename... More>
  int64_t increment(T value, Ignored, More...) {
    return increment(value);
  }

 private:
  ExportedStat count_;
};

// Sums of differences to the first value, and of their squares, give the deviation.
class StdDevExportedStat : public AvgExportedStat {
 public:
  StdDevExportedStat(const string& group, const string& name)
      : AvgExportedStat(group, name), squares_(group, name + "/sumsqoffset"), sums_(group, name + "/sumoffset") {}
  int64_t increment(int64_t value = 1) {
    std::call_once(has_first_, [&] { first_ = value; });
    const int64_t difference = value - first_;
    squares_.increment(difference * difference);
    sums_.increment(difference);
    return AvgExportedStat::increment(value);
  }
  template <typename T, typename Ignored, typename... More>
  int64_t increment(T value, Ignored, More...) {
    return increment(value);
  }

 private:
  ExportedStat squares_, sums_;
  std::once_flag has_first_;
  int64_t first_ = 0;
};

// A number for each name of a list as well, chosen by the second argument.
class DetailedExportedStat : public ExportedStat {
 public:
  using ExportedStat::ExportedStat;
  void setDetails(const vector<string>& names) {
    details_.clear();
    for (const string& detail : names) details_.emplace_back(groupName, name + "/" + detail);
  }
  template <typename T, typename... More>
  int64_t increment(T value, size_t detail, More...) {
    if (detail < details_.size()) details_[detail].increment(value);
    return ExportedStat::increment(value);
  }

 private:
  vector<ExportedStat> details_;
};

namespace internal {

// Calls a function with the nanoseconds of its life.
template <class Function>
class Duration {
 public:
  explicit Duration(Function function) : function_(std::move(function)) {}
  ~Duration() { function_(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin_).count()); }
  Duration(const Duration&) = delete;
  Duration& operator=(const Duration&) = delete;
  explicit operator bool() const { return true; }

 private:
  Function function_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace internal
}  // namespace caffe2

#define CAFFE_STAT_CTOR(name)                              \
  name(std::string group) : groupName(std::move(group)) {} \
  std::string groupName
#define NETDEF_STAT(type, name) \
  ::caffe2::type name { groupName, #name }
#define CAFFE_STAT(name) NETDEF_STAT(Stat, name)
#define CAFFE_EXPORTED_STAT(name) NETDEF_STAT(ExportedStat, name)
#define CAFFE_STATIC_STAT(name) NETDEF_STAT(StaticStat, name)
#define CAFFE_AVG_EXPORTED_STAT(name) NETDEF_STAT(AvgExportedStat, name)
#define CAFFE_STDDEV_EXPORTED_STAT(name) NETDEF_STAT(StdDevExportedStat, name)
#define CAFFE_DETAILED_EXPORTED_STAT(name) NETDEF_STAT(DetailedExportedStat, name)
#define CAFFE_EVENT(stats, field, ...) \
  { (stats).field.increment(__VA_ARGS__); }
// CAFFE_DURATION(stats, time) { ... }
#define CAFFE_DURATION(stats, field, ...) \
  if (const auto netdef_duration = ::caffe2::internal::Duration([&](int64_t nanoseconds) { CAFFE_EVENT(stats, field, nanoseconds __VA_OPT__(, ) __VA_ARGS__); }))
