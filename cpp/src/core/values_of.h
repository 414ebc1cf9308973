// The contents of small tensors, of any of several types: parameters, axes, lengths.
#pragma once

#include <vector>

#include "netdef/pointwise.h"

namespace netdef {

// The elements of a tensor of one of `types`, as To.
template <typename To, typename Types>
std::vector<To> ValuesOf(Types types, const Tensor& t) {
  std::vector<To> values;
  DispatchTypes(types, t.dtype(), [&](auto zero) {
    using T = decltype(zero);
    values.assign(t.data<T>(), t.data<T>() + t.numel());
  });
  return values;
}

}  // namespace netdef
