// What operators on sequences of different lengths share.
#pragma once

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

// Sum of lengths, none of which may be negative.
template <typename T>
int64_t TotalLength(const T* lengths, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) {
    NETDEF_ENFORCE_GE(lengths[i], 0, "a length is negative");
    NETDEF_ENFORCE(!__builtin_add_overflow(total, static_cast<int64_t>(lengths[i]), &total), "the lengths add up to too much");
  }
  return total;
}

template <typename T>
int64_t LongestLength(const T* lengths, int64_t n) {
  return n == 0 ? 0 : static_cast<int64_t>(*std::max_element(lengths, lengths + n));
}

// fn(data of the lengths) with their element type.
template <typename Fn>
void WithLengths(const Tensor& lengths, Fn&& fn) {
  DispatchTypes<int32_t, int64_t>(lengths.dtype(), [&](auto zero) { fn(lengths.data<decltype(zero)>()); });
}

// Elements of value zero, or empty strings.
inline void FillZero(Tensor* tensor) {
  if (tensor->dtype() == DType::kString) {
    auto* s = tensor->mutable_data<std::string>();
    std::fill(s, s + tensor->numel(), std::string());
  } else if (tensor->numel() > 0) {
    std::memset(tensor->raw_mutable_data(), 0, tensor->nbytes());
  }
}

}  // namespace netdef
