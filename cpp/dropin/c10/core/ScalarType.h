// at::kFloat and its like: names of element types.
#pragma once

#include "c10/macros/Macros.h"
#include "netdef/dtype.h"

namespace c10 {

using ScalarType = netdef::DType;
constexpr ScalarType kByte = ScalarType::kUint8, kChar = ScalarType::kInt8, kShort = ScalarType::kInt16, kInt = ScalarType::kInt32,
                     kLong = ScalarType::kInt64, kHalf = ScalarType::kHalf, kFloat = ScalarType::kFloat, kDouble = ScalarType::kDouble,
                     kBool = ScalarType::kBool, kBFloat16 = ScalarType::kBFloat16;

inline const char* toString(ScalarType type) { return netdef::DTypeName(type); }
inline size_t elementSize(ScalarType type) { return netdef::ItemSize(type); }

}  // namespace c10

namespace at {
using c10::kBFloat16;
using c10::kBool;
using c10::kByte;
using c10::kChar;
using c10::kDouble;
using c10::kFloat;
using c10::kHalf;
using c10::kInt;
using c10::kLong;
using c10::kShort;
using c10::ScalarType;
}  // namespace at
