// Pointers that count in the object.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

#include "c10/macros/Macros.h"

namespace c10 {

class intrusive_ptr_target {
 public:
  intrusive_ptr_target(const intrusive_ptr_target&) {}
  intrusive_ptr_target& operator=(const intrusive_ptr_target&) { return *this; }

 protected:
  intrusive_ptr_target() = default;
  virtual ~intrusive_ptr_target() = default;

 private:
  template <class T>
  friend class intrusive_ptr;
  virtual void release_resources() {}

  std::atomic<size_t> uses_{0};
};

template <class T>
class intrusive_ptr {
 public:
  using element_type = T;

  intrusive_ptr() = default;
  intrusive_ptr(std::nullptr_t) {}
  intrusive_ptr(const intrusive_ptr& other) : intrusive_ptr(other.target_, Retain()) {}
  intrusive_ptr(intrusive_ptr&& other) noexcept : target_(other.release()) {}
  template <class From>
  intrusive_ptr(const intrusive_ptr<From>& other) : intrusive_ptr(other.get(), Retain()) {}
  template <class From>
  intrusive_ptr(intrusive_ptr<From>&& other) noexcept : target_(other.release()) {}
  ~intrusive_ptr() { reset(); }
  intrusive_ptr& operator=(intrusive_ptr other) noexcept {
    swap(other);
    return *this;
  }

  template <class... Args>
  static intrusive_ptr make(Args&&... args) {
    return intrusive_ptr(new T(std::forward<Args>(args)...), Retain());
  }
  // Takes over what release() gave.
  static intrusive_ptr reclaim(T* target) {
    intrusive_ptr pointer;
    pointer.target_ = target;
    return pointer;
  }

  T* get() const noexcept { return target_; }
  T& operator*() const noexcept { return *target_; }
  T* operator->() const noexcept { return target_; }
  explicit operator bool() const noexcept { return target_ != nullptr; }
  bool defined() const noexcept { return target_ != nullptr; }
  size_t use_count() const noexcept { return target_ == nullptr ? 0 : Base(target_)->uses_.load(); }
  bool unique() const noexcept { return use_count() == 1; }
  T* release() noexcept { return std::exchange(target_, nullptr); }
  void swap(intrusive_ptr& other) noexcept { std::swap(target_, other.target_); }
  void reset() noexcept {
    T* target = release();
    if (target == nullptr || --Base(target)->uses_ != 0) return;
    Base(target)->release_resources();
    delete Base(target);
  }

 private:
  struct Retain {};
  static intrusive_ptr_target* Base(T* target) { return target; }
  intrusive_ptr(T* target, Retain) : target_(target) {
    if (target_ != nullptr) ++Base(target_)->uses_;
  }

  T* target_ = nullptr;
};

template <class T, class... Args>
intrusive_ptr<T> make_intrusive(Args&&... args) {
  return intrusive_ptr<T>::make(std::forward<Args>(args)...);
}
template <class A, class B>
bool operator==(const intrusive_ptr<A>& a, const intrusive_ptr<B>& b) noexcept {
  return a.get() == b.get();
}
template <class A, class B>
bool operator!=(const intrusive_ptr<A>& a, const intrusive_ptr<B>& b) noexcept {
  return a.get() != b.get();
}
template <class A, class B>
bool operator<(const intrusive_ptr<A>& a, const intrusive_ptr<B>& b) noexcept {
  return a.get() < b.get();
}

}  // namespace c10

namespace std {
template <class T>
struct hash<c10::intrusive_ptr<T>> {
  size_t operator()(const c10::intrusive_ptr<T>& pointer) const { return std::hash<T*>()(pointer.get()); }
};
}  // namespace std
