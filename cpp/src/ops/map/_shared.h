// Maps from integers to integers.
#pragma once

#include <unordered_map>

#include "netdef/operator.h"

namespace netdef {

template <typename K, typename V>
using Map = std::unordered_map<K, V>;

// fn(K{}, V{}) for the types of keys and values of a map.
template <typename Fn>
void WithMapTypes(const char* op, DType key, DType value, Fn&& fn) {
  NETDEF_ENFORCE((key == DType::kInt32 || key == DType::kInt64) && (value == DType::kInt32 || value == DType::kInt64), op,
                 " is not implemented on keys of type ", DTypeName(key), " and values of type ", DTypeName(value),
                 ": Unsupported type of tensor, both must be int32 or int64");
  DispatchTypes<int32_t, int64_t>(key, [&](auto k) { DispatchTypes<int32_t, int64_t>(value, [&](auto v) { fn(k, v); }); });
}

}  // namespace netdef
