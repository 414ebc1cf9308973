// Statistics that a program exports: members of a struct, which CAFFE_EVENT adds to.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "caffe2/core/common.h"
#include "netdef/stats.h"

namespace caffe2 {

using netdef::ExportedStat;
using netdef::StatRegistry;
using netdef::StatValue;

class Stat {
 public:
  Stat(const string& group, const string& name) : key_(group + "/" + name) {}

 protected:
  string key_;
};
class ExportedStatCounter : public Stat {
 public:
  ExportedStatCounter(const string& group, const string& name) : Stat(group, name), value_(StatRegistry::Global().Add(key_)) {}
  int64_t increment(int64_t by = 1) {
    value_->Increment(by);
    return by;
  }

 private:
  StatValue* value_;
};
class AvgExportedStat : public Stat {
 public:
  AvgExportedStat(const string& group, const string& name) : Stat(group, name), average_(key_) {}
  int64_t increment(int64_t value = 1) {
    average_.Add(value);
    return value;
  }

 private:
  netdef::AverageStat average_;
};

// Adds the nanoseconds of its life.
template <class Counter>
class ScopedDuration {
 public:
  explicit ScopedDuration(Counter& counter) : counter_(counter) {}
  ~ScopedDuration() {
    counter_.increment(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin_).count());
  }
  ScopedDuration(const ScopedDuration&) = delete;
  ScopedDuration& operator=(const ScopedDuration&) = delete;

 private:
  Counter& counter_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace caffe2

#define CAFFE_STAT_CTOR(name)                                      \
  explicit name(std::string group) : groupName(std::move(group)) {} \
  std::string groupName
#define CAFFE_EXPORTED_STAT(name) \
  ::caffe2::ExportedStatCounter name { groupName, #name }
#define CAFFE_AVG_EXPORTED_STAT(name) \
  ::caffe2::AvgExportedStat name { groupName, #name }
// Means without deviations.
#define CAFFE_STDDEV_EXPORTED_STAT(name) CAFFE_AVG_EXPORTED_STAT(name)
#define CAFFE_EVENT(stats, field, ...) ((stats).field.increment(__VA_ARGS__))
#define CAFFE_DURATION(stats, field, ...) \
  const ::caffe2::ScopedDuration<decltype((stats).field)> C10_ANONYMOUS_VARIABLE(netdef_duration_)((stats).field)
