// What this build of netdef is, and what machine it runs on.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "netdef/export.h"

namespace netdef {

NETDEF_API std::string Version();

// Instruction sets of this CPU that kernels choose by, widest last: "sse4.2", "avx2", "avx512f" ...
NETDEF_API std::vector<std::string> CpuFeatures();

// Name and version of what was built in, for example {"OpenMP", "201511"}; sorted by name.
NETDEF_API std::vector<std::pair<std::string, std::string>> BuiltWith();

namespace internal {
// A layer adds its library to BuiltWith() at static initialisation.
NETDEF_API bool AddBuiltWith(std::string name, std::string version);
}  // namespace internal

}  // namespace netdef
