// Blob: the owner of one object of any type; the values of a Workspace.
#pragma once

#include <memory>
#include <string>
#include <typeinfo>
#include <utility>

#include "netdef/error.h"
#include "netdef/export.h"
#include "netdef/tensor.h"

namespace netdef {

NETDEF_API std::string ReadableTypeName(const std::type_info& type);

class NETDEF_API Blob {
 public:
  Blob() = default;
  Blob(Blob&&) = default;
  Blob& operator=(Blob&&) = default;

  bool empty() const { return type_ == nullptr; }
  // Types are compared by name, so that a plugin's copy of a type is the same type.
  template <typename T>
  bool IsType() const { return type_ != nullptr && *type_ == typeid(T); }
  std::string TypeName() const;  // "nullptr (uninitialized)" when empty

  template <typename T>
  const T& Get() const {
    if (!IsType<T>()) ThrowWrongType(typeid(T));
    return *static_cast<const T*>(object_.get());
  }
  // The object, made anew where the blob is empty or holds another type.
  template <typename T>
  T* GetMutable() {
    if (!IsType<T>()) Reset(new T());
    return static_cast<T*>(object_.get());
  }
  template <typename T>
  T* GetMutableOrNull() { return IsType<T>() ? static_cast<T*>(object_.get()) : nullptr; }

  template <typename T>
  T* Reset(T* owned) {
    object_ = std::shared_ptr<void>(owned, [](void* p) { delete static_cast<T*>(p); });
    type_ = &typeid(T);
    return owned;
  }
  template <typename T>
  void ShareExternal(T* unowned) { ShareExternal(unowned, typeid(T)); }
  void ShareExternal(void* unowned, const std::type_info& type) {
    object_ = std::shared_ptr<void>(unowned, [](void*) {});
    type_ = &type;
  }
  void Reset() { object_.reset(); type_ = nullptr; }
  void Swap(Blob& other) { std::swap(object_, other.object_); std::swap(type_, other.type_); }
  const std::type_info* type() const { return type_; }
  // The object, whatever its type; nullptr in an empty blob.
  const void* raw() const { return object_.get(); }
  void* raw() { return object_.get(); }

 private:
  [[noreturn]] void ThrowWrongType(const std::type_info& wanted) const;

  std::shared_ptr<void> object_;
  const std::type_info* type_ = nullptr;
};

inline bool BlobIsTensor(const Blob& blob) { return blob.IsType<Tensor>(); }
inline const Tensor& BlobGetTensor(const Blob& blob) { return blob.Get<Tensor>(); }
inline Tensor* BlobGetMutableTensor(Blob* blob) { return blob->GetMutable<Tensor>(); }

}  // namespace netdef
