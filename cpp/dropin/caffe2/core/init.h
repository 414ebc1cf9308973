// GlobalInit reads the command line; nothing else needs to be started.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/flags.h"
#include "caffe2/core/logging.h"

namespace caffe2 {

namespace internal {

struct InitFunction {
  std::string name;
  std::function<bool(int*, char***)> run;
  bool early;
};
inline std::vector<InitFunction>& InitFunctions() {
  static std::vector<InitFunction> functions;
  return functions;
}
inline bool RegisterInitFunction(const char* name, bool (*run)(int*, char***), bool early) {
  InitFunctions().push_back({name, run, early});
  return true;
}
inline bool& Initialized() {
  static bool initialized = false;
  return initialized;
}

inline void RunInitFunctions(bool early, int* argc, char*** argv) {
  for (const InitFunction& function : InitFunctions()) {
    if (function.early == early) NETDEF_ENFORCE(function.run(argc, argv), "Failed to run some init functions for caffe2: ", function.name);
  }
}

}  // namespace internal

// Flags are taken out of argv; one that nobody defined throws. May be called again.
inline bool GlobalInit(int* argc, char*** argv) {
  internal::RunInitFunctions(true, argc, argv);
  NETDEF_ENFORCE(ParseCaffeCommandLineFlags(argc, argv), "Failed to run some init functions for caffe2.");
  if (!internal::Initialized()) internal::RunInitFunctions(false, argc, argv);
  internal::Initialized() = true;
  return true;
}
inline bool GlobalInit() {
  static char name[] = "caffe2";
  static char* words[] = {name, nullptr};
  int argc = 1;
  char** argv = words;
  return GlobalInit(&argc, &argv);
}
inline bool GlobalInitAlreadyRun() { return internal::Initialized(); }

}  // namespace caffe2

#define REGISTER_CAFFE2_INIT_FUNCTION(name, function, description) \
  static const bool netdef_init_##name [[maybe_unused]] = ::caffe2::internal::RegisterInitFunction(#name, function, false);
#define REGISTER_CAFFE2_EARLY_INIT_FUNCTION(name, function, description) \
  static const bool netdef_init_##name [[maybe_unused]] = ::caffe2::internal::RegisterInitFunction(#name, function, true);
