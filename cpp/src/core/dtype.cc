#include "netdef/dtype.h"

#include <algorithm>
#include <cctype>

namespace netdef {
namespace {

// A row for each DType, in the order of the enumeration.
const std::vector<DTypeInfo>& Table() {
  static const std::vector<DTypeInfo> table = {
      {DType::kUndefined, "undefined", 0, 0, 0, "", nullptr},
      {DType::kFloat, "float", 4, 1, 1, "f4", nullptr},
      {DType::kDouble, "double", 8, 13, 11, "f8", nullptr},
      {DType::kHalf, "float16", 2, 12, 10, "f2", nullptr},
      {DType::kInt8, "int8", 1, 7, 3, "i1", nullptr},
      {DType::kInt16, "int16", 2, 9, 5, "i2", nullptr},
      {DType::kInt32, "int", 4, 2, 6, "i4", nullptr},
      {DType::kInt64, "int64", 8, 10, 7, "i8", nullptr},
      {DType::kUint8, "uint8", 1, 6, 2, "u1", nullptr},
      {DType::kUint16, "uint16", 2, 8, 4, "u2", nullptr},
      {DType::kBool, "bool", 1, 5, 9, "b1", nullptr},
      {DType::kString, "string", sizeof(std::string), 4, 8, "O", nullptr},
      {DType::kBFloat16, "bfloat16", 2, 0, 16, "", "bfloat16"},
      {DType::kUint32, "uint32", 4, 0, 12, "u4", nullptr},
      {DType::kUint64, "uint64", 8, 0, 13, "u8", nullptr},
      {DType::kComplex64, "complex64", 8, 0, 14, "c8", nullptr},
      {DType::kComplex128, "complex128", 16, 0, 15, "c16", nullptr},
      {DType::kFloat8E4M3FN, "float8_e4m3fn", 1, 0, 17, "", "float8_e4m3fn"},
      {DType::kFloat8E4M3FNUZ, "float8_e4m3fnuz", 1, 0, 18, "", "float8_e4m3fnuz"},
      {DType::kFloat8E5M2, "float8_e5m2", 1, 0, 19, "", "float8_e5m2"},
      {DType::kFloat8E5M2FNUZ, "float8_e5m2fnuz", 1, 0, 20, "", "float8_e5m2fnuz"},
      {DType::kFloat8E8M0, "float8_e8m0", 1, 0, 24, "", "float8_e8m0fnu"},
      {DType::kFloat6E2M3, "float6_e2m3", 1, 0, 27, "", "float6_e2m3fn"},
      {DType::kFloat6E3M2, "float6_e3m2", 1, 0, 28, "", "float6_e3m2fn"},
      {DType::kFloat4E2M1, "float4_e2m1", 1, 0, 23, "", "float4_e2m1fn"},
      {DType::kInt4, "int4", 1, 0, 22, "", "int4"},
      {DType::kUint4, "uint4", 1, 0, 21, "", "uint4"},
      {DType::kInt2, "int2", 1, 0, 26, "", "int2"},
      {DType::kUint2, "uint2", 1, 0, 25, "", "uint2"},
  };
  return table;
}

constexpr int kWireByte = 3;  // TensorProto.BYTE, in memory uint8

}  // namespace

const DTypeInfo& GetDTypeInfo(DType dtype) { return Table()[static_cast<size_t>(dtype)]; }

const std::vector<DTypeInfo>& DTypes() {
  static const std::vector<DTypeInfo> defined(Table().begin() + 1, Table().end());
  return defined;
}

DType DTypeFromWire(int wire) {
  if (wire == kWireByte) return DType::kUint8;
  for (const DTypeInfo& row : DTypes()) {
    if (row.wire == wire && wire != 0) return row.dtype;
  }
  return DType::kUndefined;
}

DType DTypeFromOnnx(int code) {
  for (const DTypeInfo& row : DTypes()) {
    if (row.onnx == code) return row.dtype;
  }
  return DType::kUndefined;
}

DType DTypeFromName(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == "int32") return DType::kInt32;
  if (lower == "float32") return DType::kFloat;
  if (lower == "float64") return DType::kDouble;
  if (lower == "byte") return DType::kUint8;
  for (const DTypeInfo& row : DTypes()) {
    if (lower == row.name || (row.ml_dtypes != nullptr && lower == row.ml_dtypes)) return row.dtype;
  }
  return DType::kUndefined;
}

}  // namespace netdef
