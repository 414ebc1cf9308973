// Which files of a folder belong together, by their names alone.
#pragma once

#include <string>
#include <vector>

#include "netdef/export.h"

namespace netdef {

// The name of a model file without what tells its role: "" for init_net.pb, exec_net.pb, predict_net.pbtxt and
// run_net.pb; "x" for x.pb, x_init.pb, x_predict_net.pb and init_net_x.pb. Files of one stem are a pair.
NETDEF_API std::string PairStem(const std::string& file_name);

enum class NamedRole { kNone, kInit, kPredict };
// What the name says of the role: kInit for init_net.pb, kNone for x.pb.
NETDEF_API NamedRole RoleByName(const std::string& file_name);

// Whether the name ends as model files do (.pb, .pbtxt, ...).
bool IsNetFileName(const std::string& file_name);
bool IsDatabaseFileName(const std::string& file_name);

// Files in the folder of `path` that may be its other half, likeliest first.
std::vector<std::string> PartnersOf(const std::string& path);

}  // namespace netdef
