// LOG, VLOG and CHECK write to standard error; what fails throws netdef::Error, known here as EnforceNotMet.
#pragma once

#include <atomic>
#include <cstdint>
#include <iostream>
#include <sstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/flags.h"
#include "netdef/error.h"

// Containers are printed as the logging of that time printed them.
namespace std {

template <typename A, typename B>
ostream& operator<<(ostream& out, const pair<A, B>& p) {
  return out << p.first << ": " << p.second;
}
template <typename T>
ostream& operator<<(ostream& out, const vector<T>& items) {
  for (size_t i = 0; i < items.size(); ++i) out << (i == 0 ? "" : " ") << static_cast<const T&>(items[i]);
  return out;
}
template <typename T>
ostream& operator<<(ostream& out, const set<T>& items) {
  for (const T& item : items) out << item << " ";
  return out;
}
template <typename K, typename V>
ostream& operator<<(ostream& out, const map<K, V>& items) {
  for (const auto& item : items) out << item << " ";
  return out;
}

}  // namespace std

namespace caffe2 {

using EnforceNotMet = netdef::Error;

// Parts of a text one after the other, as they are written to a stream.
template <typename... Parts>
inline std::string MakeString(const Parts&... parts) {
  return netdef::internal::Concat(parts...);
}

inline int& LogLevel() {  // 0 INFO, 1 WARNING, 2 ERROR, 3 FATAL
  static int level = 2;
  return level;
}
inline void ShowLogInfoToStderr() { LogLevel() = 0; }
inline void SetLogLevel(int level) { LogLevel() = level; }

constexpr int VERBOSE = -1, INFO = 0, WARNING = 1, ERROR = 2, FATAL = 3;

class LogMessage {
 public:
  LogMessage(const char* file, int line, int severity) : severity_(severity) {
    static const char* const kNames[] = {"I", "W", "E", "F"};
    text_ << "[" << kNames[severity < 0 ? 0 : severity > 3 ? 3 : severity] << " " << file << ":" << line << "] ";
  }
  ~LogMessage() noexcept(false) {
    if (severity_ >= LogLevel()) std::cerr << text_.str() << std::endl;
    if (severity_ >= FATAL) throw netdef::Error(text_.str());
  }
  std::ostream& stream() { return text_; }

 private:
  std::ostringstream text_;
  int severity_;
};

// Gives `cond ? (void)0 : Voidify() & stream` the type void.
struct LogVoidify {
  void operator&(std::ostream&) {}
};

template <typename T>
T CheckNotNull(const char* file, int line, const char* text, T&& pointer) {
  if (pointer == nullptr) LogMessage(file, line, FATAL).stream() << "Check failed: '" << text << "' must be non NULL";
  return std::forward<T>(pointer);
}

namespace internal {
// Both values, where the relation does not hold.
template <class Relation, typename A, typename B>
std::optional<std::string> Refuted(const Relation& holds, const A& a, const B& b) {
  if (C10_LIKELY(holds(a, b))) return std::nullopt;
  return MakeString(a, " vs ", b);
}
}  // namespace internal

}  // namespace caffe2

namespace c10 {
using caffe2::MakeString;
template <typename... Parts>
inline std::string str(const Parts&... parts) {
  return netdef::internal::Concat(parts...);
}
using Error = netdef::Error;
}  // namespace c10

#ifndef LOG
#define NETDEF_LOG_STREAM(severity) ::caffe2::LogMessage(__FILE__, __LINE__, ::caffe2::severity).stream()
#define LOG(severity) NETDEF_LOG_STREAM(severity)
#define LOG_IF(severity, condition) !(condition) ? (void)0 : ::caffe2::LogVoidify() & LOG(severity)
#define VLOG(n) (-(n) < ::caffe2::LogLevel()) ? (void)0 : ::caffe2::LogVoidify() & LOG(INFO)
#define DLOG(severity) LOG_IF(severity, false)
#define CHECK(condition) (condition) ? (void)0 : ::caffe2::LogVoidify() & LOG(FATAL) << "Check failed: " #condition " "
#define NETDEF_CHECK_OP(a, op, b) CHECK((a)op(b)) << (a) << " vs " << (b) << " "
#define CHECK_EQ(a, b) NETDEF_CHECK_OP(a, ==, b)
#define CHECK_NE(a, b) NETDEF_CHECK_OP(a, !=, b)
#define CHECK_LT(a, b) NETDEF_CHECK_OP(a, <, b)
#define CHECK_LE(a, b) NETDEF_CHECK_OP(a, <=, b)
#define CHECK_GT(a, b) NETDEF_CHECK_OP(a, >, b)
#define CHECK_GE(a, b) NETDEF_CHECK_OP(a, >=, b)
#define CHECK_NOTNULL(pointer) ::caffe2::CheckNotNull(__FILE__, __LINE__, #pointer, (pointer))
#define VLOG_IS_ON(n) (-(n) >= ::caffe2::LogLevel())
#define VLOG_IF(n, condition) !((condition) && VLOG_IS_ON(n)) ? (void)0 : ::caffe2::LogVoidify() & LOG(INFO)
#define DVLOG(n) VLOG_IF(n, false)
// The number of times this line was reached before.
#define NETDEF_TIMES_REACHED ([]() -> std::atomic<int64_t>& { static std::atomic<int64_t> times{0}; return times; }()++)
#define LOG_EVERY_N(severity, n) LOG_IF(severity, NETDEF_TIMES_REACHED % (n) == 0)
#define LOG_FIRST_N(severity, n) LOG_IF(severity, NETDEF_TIMES_REACHED < (n))
#define DCHECK_NOTNULL(pointer) CHECK_NOTNULL(pointer)
#define DCHECK(condition) CHECK(condition)
#define DCHECK_EQ(a, b) CHECK_EQ(a, b)
#define DCHECK_NE(a, b) CHECK_NE(a, b)
#define DCHECK_LT(a, b) CHECK_LT(a, b)
#define DCHECK_LE(a, b) CHECK_LE(a, b)
#define DCHECK_GT(a, b) CHECK_GT(a, b)
#define DCHECK_GE(a, b) CHECK_GE(a, b)
#endif

#define C10_LOG_EVERY_N(severity, n) LOG_EVERY_N(severity, n)
#define C10_LOG_FIRST_N(severity, n) LOG_FIRST_N(severity, n)
#define C10_LOG_EVERY_MS(severity, ms) LOG(severity)
#define C10_LOG_API_USAGE_ONCE(...) static_cast<void>(0)

#define CAFFE_THROW(...) NETDEF_THROW(__VA_ARGS__)
#define CAFFE_NOT_IMPLEMENTED CAFFE_THROW("Not Implemented.")
#define CAFFE_ENFORCE(condition, ...) NETDEF_ENFORCE(condition, #condition ". " __VA_OPT__(, ) __VA_ARGS__)
// One expression compares, because a or b may be an element of a temporary.
#define NETDEF_CAFFE_ENFORCE_OP(a, op, b, ...)                                                                                  \
  do {                                                                                                                          \
    if (const auto netdef_values = ::caffe2::internal::Refuted([](const auto& x, const auto& y) { return x op y; }, (a), (b))) { \
      CAFFE_THROW(#a " " #op " " #b ". ", *netdef_values, ". " __VA_OPT__(, ) __VA_ARGS__);                                     \
    }                                                                                                                           \
  } while (false)
#define CAFFE_ENFORCE_EQ(a, b, ...) NETDEF_CAFFE_ENFORCE_OP(a, ==, b __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_NE(a, b, ...) NETDEF_CAFFE_ENFORCE_OP(a, !=, b __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_LT(a, b, ...) NETDEF_CAFFE_ENFORCE_OP(a, <, b __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_LE(a, b, ...) NETDEF_CAFFE_ENFORCE_OP(a, <=, b __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_GT(a, b, ...) NETDEF_CAFFE_ENFORCE_OP(a, >, b __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_GE(a, b, ...) NETDEF_CAFFE_ENFORCE_OP(a, >=, b __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_THAT(condition, ...) CAFFE_ENFORCE(condition __VA_OPT__(, ) __VA_ARGS__)
#define CAFFE_ENFORCE_WITH_CALLER(condition, ...) CAFFE_ENFORCE(condition __VA_OPT__(, ) __VA_ARGS__)
// Needs no semicolon, as PyTorch's.
#define NETDEF_TORCH_CHECK(condition, ...) \
  if (C10_UNLIKELY(!(condition))) CAFFE_THROW(#condition ". " __VA_OPT__(, ) __VA_ARGS__);
#define TORCH_CHECK(condition, ...) NETDEF_TORCH_CHECK(condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_NOTNULL(pointer) CHECK_NOTNULL(pointer)
#define TORCH_CHECK_EQ(a, b) CHECK_EQ(a, b)
#define TORCH_CHECK_NE(a, b) CHECK_NE(a, b)
#define TORCH_CHECK_LT(a, b) CHECK_LT(a, b)
#define TORCH_CHECK_LE(a, b) CHECK_LE(a, b)
#define TORCH_CHECK_GT(a, b) CHECK_GT(a, b)
#define TORCH_CHECK_GE(a, b) CHECK_GE(a, b)
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(condition, ...) TORCH_CHECK(condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_WARN(...) LOG(WARNING) << ::c10::str(__VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(condition, ...) NETDEF_TORCH_CHECK(condition __VA_OPT__(, ) __VA_ARGS__)
#define AT_ERROR(...) CAFFE_THROW(__VA_ARGS__)
#define AT_ASSERT(condition, ...) NETDEF_TORCH_CHECK(condition __VA_OPT__(, ) __VA_ARGS__)
#define AT_CHECK(condition, ...) NETDEF_TORCH_CHECK(condition __VA_OPT__(, ) __VA_ARGS__)
