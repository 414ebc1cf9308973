// What operators on sequences of different lengths share.
#pragma once

#include "netdef/dims.h"
#include "netdef/lengths.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

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
