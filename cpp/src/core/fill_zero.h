// Clearing tensors of any type.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "netdef/tensor.h"

namespace netdef {

// Makes `n` elements from `begin` on zero, or empty strings.
inline void FillZero(Tensor* tensor, int64_t begin, int64_t n) {
  if (tensor->dtype() == DType::kString) {
    std::fill_n(tensor->mutable_data<std::string>() + begin, n, std::string());
  } else if (n > 0) {
    const size_t size = tensor->itemsize();
    std::memset(static_cast<char*>(tensor->raw_mutable_data()) + static_cast<size_t>(begin) * size, 0, static_cast<size_t>(n) * size);
  }
}
inline void FillZero(Tensor* tensor) { FillZero(tensor, 0, tensor->numel()); }

}  // namespace netdef
