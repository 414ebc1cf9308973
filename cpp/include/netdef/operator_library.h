// Operators from outside: shared libraries whose static initialisers register them.
#pragma once

#include <string>
#include <vector>

#include "netdef/export.h"

namespace netdef {

// Loads the library at `path` and returns the keys of the operators it registered, sorted; none where it was loaded before.
// Its code runs, so load only what you trust; a model cannot ask for it.
//
// Throws an Error of kind kNotFound where there is no such file, and of kind kLibraryNotLoaded where it cannot be used:
// because it was built against another version of netdef, or needs libraries that are not there.
NETDEF_API std::vector<std::string> LoadOperatorLibrary(const std::string& path);

}  // namespace netdef
