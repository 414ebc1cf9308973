// What to say about an operator that this build has not.
#pragma once

#include <string>

namespace netdef {

// "nearest names: Relu, ... If it comes from an operator library, load that first": whatever helps here.
std::string MissingOperatorAdvice(const std::string& type);

}  // namespace netdef
