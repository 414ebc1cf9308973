// Element types of tensors. The table in dtype.cc is the only place that lists them.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "netdef/bfloat16.h"
#include "netdef/export.h"
#include "netdef/half.h"
#include "netdef/narrow.h"

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
  kBFloat16,
  kUint32,
  kUint64,
  kComplex64,
  kComplex128,
  kFloat8E4M3FN,
  kFloat8E4M3FNUZ,
  kFloat8E5M2,
  kFloat8E5M2FNUZ,
  kFloat8E8M0,
  kFloat6E2M3,
  kFloat6E3M2,
  kFloat4E2M1,
  kInt4,
  kUint4,
  kInt2,
  kUint2,
};

struct DTypeInfo {
  DType dtype;
  const char* name;   // as Caffe2 prints it: "float", "int", "int64_t" ...
  size_t itemsize;    // bytes in memory
  int wire;           // Caffe2's TensorProto.DataType, 0 where it has no such type
  int onnx;           // ONNX's TensorProto.DataType
  const char* numpy;  // typestring without byte order ("f4"), "O" for strings
  const char* ml_dtypes;  // name in the package ml_dtypes of a type that numpy lacks, else nullptr
};

NETDEF_API const DTypeInfo& GetDTypeInfo(DType dtype);
NETDEF_API const std::vector<DTypeInfo>& DTypes();  // all but kUndefined
NETDEF_API DType DTypeFromWire(int wire);  // kUndefined where the code is not known
NETDEF_API DType DTypeFromOnnx(int code);  // kUndefined where the code is not known
// Accepts Caffe2's names in any case, "float", "FLOAT", "int32", "INT64" ..., and those of numpy and ml_dtypes.
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
template <> struct DTypeOf<BFloat16> { static constexpr DType value = DType::kBFloat16; };
template <> struct DTypeOf<uint32_t> { static constexpr DType value = DType::kUint32; };
template <> struct DTypeOf<uint64_t> { static constexpr DType value = DType::kUint64; };
template <> struct DTypeOf<std::complex<float>> { static constexpr DType value = DType::kComplex64; };
template <> struct DTypeOf<std::complex<double>> { static constexpr DType value = DType::kComplex128; };
template <> struct DTypeOf<Float8E4M3FN> { static constexpr DType value = DType::kFloat8E4M3FN; };
template <> struct DTypeOf<Float8E4M3FNUZ> { static constexpr DType value = DType::kFloat8E4M3FNUZ; };
template <> struct DTypeOf<Float8E5M2> { static constexpr DType value = DType::kFloat8E5M2; };
template <> struct DTypeOf<Float8E5M2FNUZ> { static constexpr DType value = DType::kFloat8E5M2FNUZ; };
template <> struct DTypeOf<Float8E8M0> { static constexpr DType value = DType::kFloat8E8M0; };
template <> struct DTypeOf<Float6E2M3> { static constexpr DType value = DType::kFloat6E2M3; };
template <> struct DTypeOf<Float6E3M2> { static constexpr DType value = DType::kFloat6E3M2; };
template <> struct DTypeOf<Float4E2M1> { static constexpr DType value = DType::kFloat4E2M1; };
template <> struct DTypeOf<Int4> { static constexpr DType value = DType::kInt4; };
template <> struct DTypeOf<Uint4> { static constexpr DType value = DType::kUint4; };
template <> struct DTypeOf<Int2> { static constexpr DType value = DType::kInt2; };
template <> struct DTypeOf<Uint2> { static constexpr DType value = DType::kUint2; };

// On LP64 and LLP64 alike one of long and long long is no fixed-width type of its own.
using OtherInt64 = std::conditional_t<std::is_same_v<int64_t, long>, long long, long>;
template <> struct DTypeOf<OtherInt64> {
  static_assert(sizeof(OtherInt64) == 8 || sizeof(OtherInt64) == 4, "unexpected integer width");
  static constexpr DType value = sizeof(OtherInt64) == 8 ? DType::kInt64 : DType::kInt32;
};

}  // namespace netdef
