#include "netdef/blob.h"

#include <cstdlib>

#if defined(__GNUC__)
#include <cxxabi.h>
#endif

namespace netdef {

std::string ReadableTypeName(const std::type_info& type) {
  std::string name = type.name();
#if defined(__GNUC__)
  int status = 0;
  if (char* readable = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status)) {
    if (status == 0) name = readable;
    std::free(readable);
  }
#endif
  return name;
}

std::string Blob::TypeName() const { return type_ ? ReadableTypeName(*type_) : "nullptr (uninitialized)"; }

void Blob::ThrowWrongType(const std::type_info& wanted) const {
  NETDEF_THROW("wrong type for the Blob instance. Blob contains ", TypeName(), " while caller expects ",
               ReadableTypeName(wanted));
}

}  // namespace netdef
