#include "core/missing_operator.h"

#include "netdef/registry.h"

namespace netdef {

std::string MissingOperatorAdvice(const std::string& type) {
#if defined(NETDEF_SLIM)
  return "this is a slim build, which has only the operators of its list; to add " + type +
         ", write the list anew with `netdef slim MODEL... -o DIR` for a model that has it, and build with it (CMake option NETDEF_SLIM)";
#else
  std::string near;
  for (const std::string& name : OperatorRegistry::Similar(type)) near += (near.empty() ? "" : ", ") + name;
  return "nearest names: " + near + ". If it comes from an operator library, load that first";
#endif
}

}  // namespace netdef
