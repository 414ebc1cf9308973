// TypeMeta: the type of a tensor's elements.
#pragma once

#include <ostream>
#include <string>

#include "caffe2/core/common.h"
#include "netdef/blob.h"
#include "netdef/dtype.h"

namespace caffe2 {

class TypeMeta {
 public:
  constexpr TypeMeta() = default;
  constexpr TypeMeta(netdef::DType dtype) : dtype_(dtype) {}
  template <typename T>
  static constexpr TypeMeta Make() {
    return TypeMeta(netdef::DTypeOf<T>::value);
  }
  template <typename T>
  static constexpr netdef::DType Id() {
    return netdef::DTypeOf<T>::value;
  }
  template <typename T>
  static std::string TypeName() {
    return netdef::ReadableTypeName(typeid(T));
  }

  constexpr operator netdef::DType() const { return dtype_; }
  constexpr netdef::DType id() const { return dtype_; }
  template <typename T>
  constexpr bool Match() const {
    return dtype_ == netdef::DTypeOf<T>::value;
  }
  size_t itemsize() const { return netdef::ItemSize(dtype_); }
  const char* name() const { return netdef::DTypeName(dtype_); }

  friend constexpr bool operator==(const TypeMeta& a, const TypeMeta& b) { return a.dtype_ == b.dtype_; }
  friend constexpr bool operator!=(const TypeMeta& a, const TypeMeta& b) { return a.dtype_ != b.dtype_; }
  friend std::ostream& operator<<(std::ostream& out, const TypeMeta& meta) { return out << meta.name(); }

 private:
  netdef::DType dtype_ = netdef::DType::kUndefined;
};

using CaffeTypeId = netdef::DType;
using TypeIdentifier = netdef::DType;

}  // namespace caffe2

// Blobs hold any type without being told of it.
#define CAFFE_KNOWN_TYPE(...) static_assert(true, "")
#define CAFFE_DECLARE_KNOWN_TYPE(...) static_assert(true, "")
#define CAFFE_DEFINE_KNOWN_TYPE(...) static_assert(true, "")
