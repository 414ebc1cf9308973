// Command line flags as variables: CAFFE2_DEFINE_int(size, 3, "help") makes caffe2::FLAGS_size, C10_DEFINE_int FLAGS_size.
#pragma once

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "caffe2/core/common.h"

namespace caffe2 {

// Flags by name; `set` says whether the text was a value.
struct Flag {
  std::string help;
  bool boolean = false;
  std::function<bool(const std::string&)> set;
};
inline std::map<std::string, Flag>& Flags() {
  static std::map<std::string, Flag> flags;
  return flags;
}

namespace flags_internal {

inline std::string& Usage() {
  static std::string usage;
  return usage;
}

inline bool Parse(const std::string& text, std::string* value) {
  *value = text;
  return true;
}
inline bool Parse(const std::string& text, bool* value) {
  *value = text == "1" || text == "true" || text == "True" || text == "TRUE";
  return *value || text == "0" || text == "false" || text == "False" || text == "FALSE";
}
template <typename T>
bool Parse(const std::string& text, T* value) {
  std::istringstream in(text);
  return static_cast<bool>(in >> *value) && in.eof();
}

template <typename T>
bool Register(const char* name, T* variable, const char* help) {
  Flags()[name] = {help, std::is_same_v<T, bool>, [variable](const std::string& text) { return Parse(text, variable); }};
  return true;
}

}  // namespace flags_internal

inline void SetUsageMessage(const std::string& text) { flags_internal::Usage() = text; }
inline const char* UsageMessage() { return flags_internal::Usage().c_str(); }

// Takes --name=value, --name value and --name (for a bool) out of argv. False for one that is unknown or
// has no value of its type; all are read.
inline bool ParseCaffeCommandLineFlags(int* argc, char*** argv) {
  if (*argc == 0) return true;
  bool good = true;
  int kept = 1;
  char** words = *argv;
  for (int i = 1; i < *argc; ++i) {
    const std::string word = words[i];
    if (word.rfind("--", 0) != 0) {
      words[kept++] = words[i];
      continue;
    }
    if (word == "--help") {
      std::cout << UsageMessage() << "\n";
      for (const auto& [name, flag] : Flags()) std::cout << "  --" << name << "  " << flag.help << "\n";
      std::exit(0);
    }
    const size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const auto found = Flags().find(name);
    if (found == Flags().end()) {
      std::cerr << "unrecognized command line flag: " << name << "\n";
      good = false;
      continue;
    }
    std::string value = "true";
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (!found->second.boolean && i + 1 < *argc) {
      value = words[++i];
    }
    if (!found->second.set(value)) {
      std::cerr << "illegal value '" << value << "' of command line flag " << name << "\n";
      good = false;
    }
  }
  *argc = kept;
  return good;
}
inline bool ParseCommandLineFlags(int* argc, char*** argv) { return ParseCaffeCommandLineFlags(argc, argv); }
inline bool CommandLineFlagsHasBeenParsed() { return true; }

}  // namespace caffe2

#define NETDEF_DEFINE_FLAG(space, type, name, value, help)                     \
  namespace space {                                                            \
  type FLAGS_##name = value;                                                   \
  static const bool netdef_flag_##name [[maybe_unused]] =                      \
      ::caffe2::flags_internal::Register(#name, &FLAGS_##name, help);          \
  }                                                                            \
  using space::FLAGS_##name;

#define CAFFE2_DEFINE_int(name, value, help) NETDEF_DEFINE_FLAG(caffe2, int, name, value, help)
#define CAFFE2_DEFINE_int64(name, value, help) NETDEF_DEFINE_FLAG(caffe2, int64_t, name, value, help)
#define CAFFE2_DEFINE_double(name, value, help) NETDEF_DEFINE_FLAG(caffe2, double, name, value, help)
#define CAFFE2_DEFINE_bool(name, value, help) NETDEF_DEFINE_FLAG(caffe2, bool, name, value, help)
#define CAFFE2_DEFINE_string(name, value, help) NETDEF_DEFINE_FLAG(caffe2, ::std::string, name, value, help)
#define C10_DEFINE_int(name, value, help) NETDEF_DEFINE_FLAG(c10, int, name, value, help)
#define C10_DEFINE_int32(name, value, help) NETDEF_DEFINE_FLAG(c10, int, name, value, help)
#define C10_DEFINE_int64(name, value, help) NETDEF_DEFINE_FLAG(c10, int64_t, name, value, help)
#define C10_DEFINE_double(name, value, help) NETDEF_DEFINE_FLAG(c10, double, name, value, help)
#define C10_DEFINE_bool(name, value, help) NETDEF_DEFINE_FLAG(c10, bool, name, value, help)
#define C10_DEFINE_string(name, value, help) NETDEF_DEFINE_FLAG(c10, ::std::string, name, value, help)

#define NETDEF_DECLARE_FLAG(space, type, name) \
  namespace space {                            \
  extern type FLAGS_##name;                    \
  }                                            \
  using space::FLAGS_##name;
#define CAFFE2_DECLARE_int(name) NETDEF_DECLARE_FLAG(caffe2, int, name)
#define CAFFE2_DECLARE_int64(name) NETDEF_DECLARE_FLAG(caffe2, int64_t, name)
#define CAFFE2_DECLARE_double(name) NETDEF_DECLARE_FLAG(caffe2, double, name)
#define CAFFE2_DECLARE_bool(name) NETDEF_DECLARE_FLAG(caffe2, bool, name)
#define CAFFE2_DECLARE_string(name) NETDEF_DECLARE_FLAG(caffe2, ::std::string, name)
#define C10_DECLARE_int(name) NETDEF_DECLARE_FLAG(c10, int, name)
#define C10_DECLARE_int64(name) NETDEF_DECLARE_FLAG(c10, int64_t, name)
#define C10_DECLARE_double(name) NETDEF_DECLARE_FLAG(c10, double, name)
#define C10_DECLARE_bool(name) NETDEF_DECLARE_FLAG(c10, bool, name)
#define C10_DECLARE_string(name) NETDEF_DECLARE_FLAG(c10, ::std::string, name)
