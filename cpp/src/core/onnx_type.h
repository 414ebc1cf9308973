// Arguments that name an element type by ONNX's code.
#pragma once

#include "netdef/dtype.h"
#include "netdef/error.h"

namespace netdef {

// Reads argument `name` into `dtype`, which stays as it is where the argument is absent. Throws for a code that names no type.
template <typename V>
void ReadOnnxType(V& v, const char* name, const char* help, DType* dtype, bool required = false) {
  int code = GetDTypeInfo(*dtype).onnx;
  if (required) {
    v.Required(name, code, help);
  } else {
    v(name, code, help);
  }
  if constexpr (V::kReads) {
    if (!v.raw().Has(name)) return;
    *dtype = DTypeFromOnnx(code);
    NETDEF_ENFORCE(*dtype != DType::kUndefined, "Argument ", name, " is no element type of ONNX: ", code);
  }
}

}  // namespace netdef
