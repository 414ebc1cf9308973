#pragma once

#include <string>
#include <typeinfo>

#include "c10/macros/Macros.h"
#include "netdef/blob.h"

#if defined(__GNUC__)
#include <cxxabi.h>

#include <cstdlib>
#endif

namespace c10 {

// A type's name for people, of what type_info::name() says.
inline std::string demangle(const char* name) {
#if defined(__GNUC__)
  int status = 0;
  char* readable = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  const std::string text = status == 0 ? readable : name;
  std::free(readable);
  return text;
#else
  return name;
#endif
}
template <typename T>
const char* demangle_type() {
  static const std::string name = netdef::ReadableTypeName(typeid(T));
  return name.c_str();
}

}  // namespace c10
