// What operators on sequences of different lengths share.
#pragma once

#include "core/fill_zero.h"
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

}  // namespace netdef
