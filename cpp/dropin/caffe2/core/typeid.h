// TypeMeta: the type of a tensor's elements, or of the object a blob holds.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <type_traits>
#include <typeinfo>

#include "caffe2/core/common.h"
#include "caffe2/core/view.h"
#include "netdef/blob.h"
#include "netdef/dtype.h"

namespace netdef {
// Caffe2's tensors of characters are tensors of bytes here.
template <>
struct DTypeOf<char> {
  static constexpr DType value = std::is_signed_v<char> ? DType::kInt8 : DType::kUint8;
};
}  // namespace netdef

namespace caffe2 {

namespace internal {

template <typename T, typename = void>
struct IsElement : std::false_type {};
template <typename T>
struct IsElement<T, std::void_t<decltype(netdef::DTypeOf<T>::value)>> : std::true_type {};

using CopyFunction = void (*)(const void* from, void* to, size_t n);
inline void CopyStrings(const void* from, void* to, size_t n) {
  std::copy_n(static_cast<const std::string*>(from), n, static_cast<std::string*>(to));
}

}  // namespace internal

class TypeMeta {
 public:
  using Copy = internal::CopyFunction;
  using TypedCopy = internal::CopyFunction;

  constexpr TypeMeta() = default;
  constexpr TypeMeta(netdef::DType dtype) : dtype_(dtype) {}
  // Of an object in a blob; null is the type of an empty one.
  explicit TypeMeta(const std::type_info* type) {
    for (const netdef::DTypeInfo& element : netdef::DTypes()) {
      if (type != nullptr && ElementType(element.dtype) != nullptr && *ElementType(element.dtype) == *type) dtype_ = element.dtype;
    }
    if (dtype_ == netdef::DType::kUndefined) object_ = type;
  }
  // For a reference that outlives the tensor it was asked of.
  static const TypeMeta& Of(netdef::DType dtype) {
    static const auto all = [] {
      std::array<TypeMeta, 256> metas;
      for (size_t i = 0; i < metas.size(); ++i) metas[i] = TypeMeta(static_cast<netdef::DType>(i));
      return metas;
    }();
    return all[static_cast<size_t>(dtype)];
  }

  template <typename T>
  static TypeMeta Make() {
    TypeMeta meta;
    if constexpr (internal::IsElement<T>::value) {
      meta.dtype_ = netdef::DTypeOf<T>::value;
    } else {
      meta.object_ = &typeid(StoredType<T>);
    }
    meta.get_ = [](const netdef::Blob& blob) -> const void* { return &blob.Get<StoredType<T>>(); };
    return meta;
  }
  // A type's identity is its TypeMeta.
  template <typename T>
  static TypeMeta Id() {
    return Make<T>();
  }
  template <typename T>
  static std::string TypeName() {
    return netdef::ReadableTypeName(typeid(T));
  }
  template <typename T>
  static constexpr size_t ItemSize() {
    return sizeof(T);
  }

  // The type of a tensor's elements. Tensors have no elements of other types.
  operator netdef::DType() const {
    if (object_ != nullptr) NETDEF_THROW("tensors have no elements of type ", name());
    return dtype_;
  }
  const TypeMeta& id() const { return *this; }
  explicit operator bool() const { return object_ != nullptr || dtype_ != netdef::DType::kUndefined; }
  bool operator!() const { return !static_cast<bool>(*this); }
  static TypeMeta uninitialized() { return TypeMeta(); }
  template <typename T>
  bool Match() const {
    return *this == Make<T>();
  }
  size_t itemsize() const { return netdef::ItemSize(dtype_); }
  const char* name() const {
    if (object_ != nullptr) return ObjectName(*object_);
    switch (dtype_) {  // as compilers write the types
      case netdef::DType::kUndefined: return "nullptr (uninitialized)";
      case netdef::DType::kInt8: return "signed char";
      case netdef::DType::kUint8: return "unsigned char";
      case netdef::DType::kInt16: return "short int";
      case netdef::DType::kUint16: return "short unsigned int";
      case netdef::DType::kInt32: return "int";
      case netdef::DType::kInt64: return "long int";
      case netdef::DType::kHalf: return "c10::Half";
      case netdef::DType::kString: return "std::string";
      default: return netdef::DTypeName(dtype_);
    }
  }
  // Null for elements that are copied as bytes.
  Copy copy() const { return dtype_ == netdef::DType::kString ? internal::CopyStrings : nullptr; }

  friend bool operator==(const TypeMeta& a, const TypeMeta& b) {
    return a.dtype_ == b.dtype_ && (a.object_ == b.object_ || (a.object_ != nullptr && b.object_ != nullptr && *a.object_ == *b.object_));
  }
  friend bool operator!=(const TypeMeta& a, const TypeMeta& b) { return !(a == b); }
  friend bool operator<(const TypeMeta& a, const TypeMeta& b) {
    if (a.dtype_ != b.dtype_) return a.dtype_ < b.dtype_;
    return b.object_ != nullptr && (a.object_ == nullptr || a.object_->before(*b.object_));
  }
  friend std::ostream& operator<<(std::ostream& out, const TypeMeta& meta) { return out << meta.name(); }
  // As blobs know the type; null for the types of tensors' elements that no C++ type stands for.
  const std::type_info* object() const { return object_ != nullptr ? object_ : ElementType(dtype_); }
  // The object of that type in a blob. Only a TypeMeta that was made from the type knows where it is.
  const void* Get(const netdef::Blob& blob) const {
    NETDEF_ENFORCE(get_ != nullptr, "write TypeMeta::Id<T>() for the type ", name());
    return get_(blob);
  }
  size_t hash() const { return object_ != nullptr ? object_->hash_code() : static_cast<size_t>(dtype_); }

 private:
  static const char* ObjectName(const std::type_info& type) {
    static std::mutex mutex;
    static std::map<std::string, std::string> readable;  // by the compiler's name
    const std::lock_guard<std::mutex> lock(mutex);
    std::string& name = readable[type.name()];
    if (name.empty()) name = netdef::ReadableTypeName(type);
    return name.c_str();
  }
  // For those types that C++ code holds in blobs as they are.
  static const std::type_info* ElementType(netdef::DType dtype) {
    switch (dtype) {
      case netdef::DType::kFloat: return &typeid(float);
      case netdef::DType::kDouble: return &typeid(double);
      case netdef::DType::kHalf: return &typeid(netdef::Half);
      case netdef::DType::kInt8: return &typeid(int8_t);
      case netdef::DType::kInt16: return &typeid(int16_t);
      case netdef::DType::kInt32: return &typeid(int32_t);
      case netdef::DType::kInt64: return &typeid(int64_t);
      case netdef::DType::kUint8: return &typeid(uint8_t);
      case netdef::DType::kUint16: return &typeid(uint16_t);
      case netdef::DType::kUint32: return &typeid(uint32_t);
      case netdef::DType::kUint64: return &typeid(uint64_t);
      case netdef::DType::kBool: return &typeid(bool);
      case netdef::DType::kString: return &typeid(std::string);
      case netdef::DType::kBFloat16: return &typeid(netdef::BFloat16);
      default: return nullptr;
    }
  }

  netdef::DType dtype_ = netdef::DType::kUndefined;
  const std::type_info* object_ = nullptr;  // where it is no element type
  const void* (*get_)(const netdef::Blob&) = nullptr;
};

using CaffeTypeId = TypeMeta;
using TypeIdentifier = TypeMeta;

}  // namespace caffe2

namespace std {
template <>
struct hash<caffe2::TypeMeta> {
  size_t operator()(const caffe2::TypeMeta& meta) const { return meta.hash(); }
};
}  // namespace std

// Blobs hold any type without being told of it.
#define CAFFE_KNOWN_TYPE(...) static_assert(true, "");
#define CAFFE_DECLARE_KNOWN_TYPE(...) static_assert(true, "");
#define CAFFE_DEFINE_KNOWN_TYPE(...) static_assert(true, "");
