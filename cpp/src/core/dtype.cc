#include "netdef/dtype.h"

#include <algorithm>
#include <cctype>

namespace netdef {
namespace {

// A row for each DType, in the order of the enumeration. `wire` is TensorProto.DataType.
const DTypeInfo kTable[] = {
    {DType::kUndefined, "undefined", 0, 0, ""},
    {DType::kFloat, "float", 4, 1, "f4"},
    {DType::kDouble, "double", 8, 13, "f8"},
    {DType::kHalf, "float16", 2, 12, "f2"},
    {DType::kInt8, "int8", 1, 7, "i1"},
    {DType::kInt16, "int16", 2, 9, "i2"},
    {DType::kInt32, "int", 4, 2, "i4"},
    {DType::kInt64, "int64", 8, 10, "i8"},
    {DType::kUint8, "uint8", 1, 6, "u1"},
    {DType::kUint16, "uint16", 2, 8, "u2"},
    {DType::kBool, "bool", 1, 5, "b1"},
    {DType::kString, "string", sizeof(std::string), 4, "O"},
};

constexpr int kWireByte = 3;  // TensorProto.BYTE, in memory uint8

}  // namespace

const DTypeInfo& GetDTypeInfo(DType dtype) { return kTable[static_cast<size_t>(dtype)]; }

DType DTypeFromWire(int wire) {
  if (wire == kWireByte) return DType::kUint8;
  for (const DTypeInfo& row : kTable) {
    if (row.wire == wire) return row.dtype;
  }
  return DType::kUndefined;
}

DType DTypeFromName(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == "int32") return DType::kInt32;
  if (lower == "byte") return DType::kUint8;
  for (const DTypeInfo& row : kTable) {
    if (row.dtype != DType::kUndefined && lower == row.name) return row.dtype;
  }
  return DType::kUndefined;
}

}  // namespace netdef
