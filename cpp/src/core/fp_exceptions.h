// Floating-point exceptions as errors of operators, for debugging.
#pragma once

#include "netdef/export.h"

namespace netdef {

// Whether an operator fails after exceptions of <cfenv>: a sum such as FE_DIVBYZERO | FE_INVALID, 0 for none (so it begins).
// Those of the thread that runs the operator are seen.
NETDEF_API void ThrowOnFpExceptions(int exceptions);
NETDEF_API int FpExceptionsThatThrow();

}  // namespace netdef
