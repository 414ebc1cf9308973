// Models as Caffe2's predictor_exporter wrote them: a database with a MetaNetDef and the parameters.
#pragma once

#include <string>

#include "netdef/loader.h"

namespace netdef {

// Whether the database holds a MetaNetDef; throws where it cannot be read as one at all.
bool HasMetaNet(const std::string& path, const Limits& limits);
// The model in it, with nets as they stand; `reader` gets the name of the blob that its init net reads the
// parameters through.
Model ReadMetaNet(const std::string& path, const Limits& limits, std::string* reader);

}  // namespace netdef
