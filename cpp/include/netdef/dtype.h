// Element types of tensors. The table in dtype.cc is the only place that lists them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "netdef/export.h"
#include "netdef/half.h"

namespace netdef {

enum class DType : uint8_t {
  kUndefined,
  kFloat,
  kDouble,
  kHalf,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kBool,
  kString,
};

struct DTypeInfo {
  DType dtype;
  const char* name;   // as Caffe2 prints it: "float", "int", "int64_t" ...
  size_t itemsize;    // bytes in memory
  int wire;           // TensorProto.DataType, 0 where TensorProto has no such type
  const char* numpy;  // typestring without byte order ("f4"), "O" for strings
};

NETDEF_API const DTypeInfo& GetDTypeInfo(DType dtype);
NETDEF_API DType DTypeFromWire(int wire);  // kUndefined where the code is not known
// Accepts Caffe2's names in any case: "float", "FLOAT", "int32", "INT64" ...
NETDEF_API DType DTypeFromName(const std::string& name);

inline const char* DTypeName(DType dtype) { return GetDTypeInfo(dtype).name; }
inline size_t ItemSize(DType dtype) { return GetDTypeInfo(dtype).itemsize; }

// The DType of a C++ element type; a type that is no element type does not compile.
template <typename T>
struct DTypeOf;
template <> struct DTypeOf<float> { static constexpr DType value = DType::kFloat; };
template <> struct DTypeOf<double> { static constexpr DType value = DType::kDouble; };
template <> struct DTypeOf<Half> { static constexpr DType value = DType::kHalf; };
template <> struct DTypeOf<int8_t> { static constexpr DType value = DType::kInt8; };
template <> struct DTypeOf<int16_t> { static constexpr DType value = DType::kInt16; };
template <> struct DTypeOf<int32_t> { static constexpr DType value = DType::kInt32; };
template <> struct DTypeOf<int64_t> { static constexpr DType value = DType::kInt64; };
template <> struct DTypeOf<uint8_t> { static constexpr DType value = DType::kUint8; };
template <> struct DTypeOf<uint16_t> { static constexpr DType value = DType::kUint16; };
template <> struct DTypeOf<bool> { static constexpr DType value = DType::kBool; };
template <> struct DTypeOf<std::string> { static constexpr DType value = DType::kString; };

// On LP64 and LLP64 alike one of long and long long is no fixed-width type of its own.
using OtherInt64 = std::conditional_t<std::is_same_v<int64_t, long>, long long, long>;
template <> struct DTypeOf<OtherInt64> {
  static_assert(sizeof(OtherInt64) == 8 || sizeof(OtherInt64) == 4, "unexpected integer width");
  static constexpr DType value = sizeof(OtherInt64) == 8 ? DType::kInt64 : DType::kInt32;
};

}  // namespace netdef
