// Included before everything else where CMake option NETDEF_TERSE_ERRORS is on: an error names the line that threw it, neither what was
// expected nor what came. Errors that say what a build or a call lacks keep their words.
#pragma once

#include "netdef/error.h"

namespace netdef {
namespace internal {

constexpr bool HasWords(ErrorKind kind) {
  return kind != ErrorKind::kRuntime && kind != ErrorKind::kInvalidModel && kind != ErrorKind::kLimit;
}

[[noreturn]] __attribute__((noinline, cold)) inline void ThrowAt(ErrorKind kind, const char* file, int line) {
  Throw(kind, Concat(file, ":", line));
}

}  // namespace internal
}  // namespace netdef

#undef NETDEF_THROW_KIND
#define NETDEF_THROW_KIND(kind, ...)                                                                                     \
  (::netdef::internal::HasWords(::netdef::ErrorKind::kind)                                                               \
       ? ::netdef::internal::Throw(::netdef::ErrorKind::kind, ::netdef::internal::Concat(__VA_ARGS__))                   \
       : ::netdef::internal::ThrowAt(::netdef::ErrorKind::kind, __FILE__, __LINE__))

#undef NETDEF_THROW
#define NETDEF_THROW(...) NETDEF_THROW_KIND(kRuntime, __VA_ARGS__)

#undef NETDEF_ENFORCE_OP
#define NETDEF_ENFORCE_OP(a, op, b, ...) NETDEF_ENFORCE((a) op (b), __VA_ARGS__)
