// Moving whole rows between tensors of any element type.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "netdef/tensor.h"

namespace netdef {

// Copies n elements; strings as objects, everything else as bytes. The ranges must not overlap.
inline void CopyElements(DType dtype, int64_t n, const void* from, void* to) {
  if (n <= 0) return;
  if (dtype != DType::kString) {
    std::memcpy(to, from, static_cast<size_t>(n) * ItemSize(dtype));
    return;
  }
  const auto* source = static_cast<const std::string*>(from);
  auto* target = static_cast<std::string*>(to);
  for (int64_t i = 0; i < n; ++i) target[i] = source[i];
}

// Copies rows of `row` elements from one tensor to another, which gets the type of the first.
// Positions are the caller's to check.
class RowCopier {
 public:
  RowCopier(const Tensor& from, Tensor* to, int64_t row)
      : dtype_(from.dtype()),
        row_(row),
        bytes_(static_cast<int64_t>(from.itemsize()) * row),
        from_(static_cast<const char*>(from.raw_data())),
        to_(static_cast<char*>(to->raw_mutable_data(from.dtype()))) {}

  void operator()(int64_t from_row, int64_t to_row, int64_t rows = 1) const {
    if (dtype_ == DType::kString) {
      CopyElements(dtype_, rows * row_, from_ + from_row * bytes_, to_ + to_row * bytes_);
    } else if (bytes_ != 0) {
      std::memcpy(to_ + to_row * bytes_, from_ + from_row * bytes_, static_cast<size_t>(rows * bytes_));
    }
  }

 private:
  DType dtype_;
  int64_t row_, bytes_;
  const char* from_;
  char* to_;
};

}  // namespace netdef
