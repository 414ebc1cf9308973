#pragma once

#include <string>

#include "c10/macros/Macros.h"

#if defined(__linux__)
#include <pthread.h>
#endif

namespace c10 {

// As debuggers show it: 15 characters.
inline void setThreadName(const std::string& name) {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
#else
  static_cast<void>(name);
#endif
}

}  // namespace c10
