// Moving whole rows between tensors of any element type.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "netdef/error.h"
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

// The elements of a tensor that is changed in place. Unlike mutable_data this throws where they have another type.
template <typename T>
T* DataInPlace(Tensor* tensor) {
  static_cast<void>(tensor->data<T>());
  return tensor->mutable_data<T>();
}

// Throws unless the rows of `rows` can follow those of `to`: the same type, the same dimensions but the first.
// What has no rows yet takes any.
inline void CheckAppendable(const Tensor& rows, const Tensor& to) {
  const bool empty = to.dim() >= 1 && to.dim(0) == 0;
  NETDEF_ENFORCE(rows.dim() >= 1 && (empty || (rows.dim() == to.dim() && rows.dtype() == to.dtype() &&
                                               std::equal(rows.dims().begin() + 1, rows.dims().end(), to.dims().begin() + 1))),
                 "rows of shape [", DimsString(rows.dims()), "] and type ", DTypeName(rows.dtype()), " cannot follow those of shape [",
                 DimsString(to.dims()), "] and type ", DTypeName(to.dtype()));
}

// Puts the rows of one tensor behind those of another, which is not the same; many times in a row takes time linear in what is appended.
inline void AppendRows(const Tensor& rows, Tensor* to) {
  CheckAppendable(rows, *to);
  if (to->dim(0) == 0) {
    to->CopyFrom(rows);
    return;
  }
  const int64_t before = to->numel(), added = rows.numel();
  if (!to->owns_data_alone()) *to = to->Clone();  // the memory behind the end may be in use by who shares it
  to->Extend(rows.dim(0), 40.0f);
  if (added == 0) return;
  auto* target = static_cast<char*>(to->raw_mutable_data());
  CopyElements(to->dtype(), added, rows.raw_data(), target + static_cast<size_t>(before) * to->itemsize());
}

}  // namespace netdef
