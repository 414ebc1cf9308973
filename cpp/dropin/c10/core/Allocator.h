// Memory with what frees it.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "c10/macros/Macros.h"
#include "c10/core/TensorOptions.h"

namespace c10 {

using DeleterFnPtr = void (*)(void*);

// Owns `context`, which the deleter gets; `data` is what it is used for.
class DataPtr {
 public:
  DataPtr() : owner_(nullptr, [](void*) {}) {}
  DataPtr(void* data, DeviceType /*device*/) : data_(data), owner_(nullptr, [](void*) {}) {}
  DataPtr(void* data, void* context, DeleterFnPtr deleter, DeviceType /*device*/)
      : data_(data), owner_(context, deleter == nullptr ? [](void*) {} : deleter) {}

  void* get() const { return data_; }
  void* operator->() const { return data_; }
  void* get_context() const { return owner_.get(); }
  void* release_context() { return owner_.release(); }
  DeleterFnPtr get_deleter() const { return owner_.get_deleter(); }
  DeviceType device() const { return netdef::CPU; }
  void clear() {
    owner_.reset();
    data_ = nullptr;
  }
  explicit operator bool() const { return data_ != nullptr || owner_ != nullptr; }

 private:
  void* data_ = nullptr;
  std::unique_ptr<void, DeleterFnPtr> owner_;
};

struct Allocator {
  virtual ~Allocator() = default;
  virtual DataPtr allocate(size_t bytes) const = 0;
  virtual DeleterFnPtr raw_deleter() const { return nullptr; }
  void* raw_allocate(size_t bytes) {
    DataPtr memory = allocate(bytes);
    return memory.release_context();
  }
  void raw_deallocate(void* memory) { raw_deleter()(memory); }
};

}  // namespace c10

namespace at {
using c10::Allocator;
using c10::DataPtr;
}  // namespace at
