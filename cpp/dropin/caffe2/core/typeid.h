// TypeMeta: in netdef an element type is a DType, any other type a std::type_info.
#pragma once

#include <string>

#include "caffe2/core/common.h"
#include "netdef/blob.h"
#include "netdef/dtype.h"

namespace caffe2 {

class TypeMeta {
 public:
  TypeMeta() = default;
  TypeMeta(netdef::DType dtype) : dtype_(dtype) {}

  template <typename T>
  static TypeMeta Make() {
    return TypeMeta(netdef::DTypeOf<T>::value);
  }
  template <typename T>
  bool Match() const {
    return dtype_ == netdef::DTypeOf<T>::value;
  }
  template <typename T>
  static std::string TypeName() {
    return netdef::ReadableTypeName(typeid(T));
  }
  size_t itemsize() const { return netdef::ItemSize(dtype_); }
  const char* name() const { return netdef::DTypeName(dtype_); }
  operator netdef::DType() const { return dtype_; }

 private:
  netdef::DType dtype_ = netdef::DType::kUndefined;
};

}  // namespace caffe2

// Blobs hold any type without being told of it.
#define CAFFE_KNOWN_TYPE(...) static_assert(true, "")
#define CAFFE_DECLARE_KNOWN_TYPE(...) static_assert(true, "")
#define CAFFE_DEFINE_KNOWN_TYPE(...) static_assert(true, "")
