// A view of consecutive elements that somebody else keeps.
#pragma once

#include "c10/macros/Macros.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <ostream>
#include <vector>

#include "netdef/error.h"

namespace c10 {

template <typename T>
class ArrayRef {
 public:
  using value_type = T;
  using iterator = const T*;
  using const_iterator = const T*;

  constexpr ArrayRef() = default;
  ArrayRef(const T& one) : data_(&one), size_(1) {}
  ArrayRef(const T* data, size_t size) : data_(data), size_(size) {}
  ArrayRef(const T* begin, const T* end) : data_(begin), size_(static_cast<size_t>(end - begin)) {}
  ArrayRef(const std::vector<T>& items) : data_(items.data()), size_(items.size()) {}
  template <size_t n>
  ArrayRef(const T (&items)[n]) : data_(items), size_(n) {}
  // As an argument of a call only: the list ends with the call.
  ArrayRef(const std::initializer_list<T>& items) : ArrayRef(items.begin(), items.size()) {}

  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  const T* cbegin() const { return begin(); }
  const T* cend() const { return end(); }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](size_t i) const { return data_[i]; }
  const T& at(size_t i) const {
    NETDEF_ENFORCE(i < size_, "index ", i, " is out of range for ", size_, " elements");
    return data_[i];
  }
  const T& front() const { return data_[0]; }
  const T& back() const { return data_[size_ - 1]; }
  ArrayRef slice(size_t begin, size_t count) const { return ArrayRef(data_ + begin, count); }
  ArrayRef slice(size_t begin) const { return ArrayRef(data_ + begin, size_ - begin); }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }
  operator std::vector<T>() const { return vec(); }
  std::reverse_iterator<const T*> rbegin() const { return std::reverse_iterator<const T*>(end()); }
  std::reverse_iterator<const T*> rend() const { return std::reverse_iterator<const T*>(begin()); }
  bool equals(ArrayRef other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

  friend bool operator==(const ArrayRef& a, const ArrayRef& b) { return a.equals(b); }
  friend bool operator!=(const ArrayRef& a, const ArrayRef& b) { return !a.equals(b); }
  friend std::ostream& operator<<(std::ostream& out, const ArrayRef& list) {
    out << "[";
    for (size_t i = 0; i < list.size(); ++i) out << (i == 0 ? "" : ", ") << list[i];
    return out << "]";
  }

 private:
  const T* data_ = nullptr;
  size_t size_ = 0;
};

using IntArrayRef = ArrayRef<int64_t>;

}  // namespace c10

namespace at {
using c10::ArrayRef;
using c10::IntArrayRef;
using IntList = c10::IntArrayRef;  // its name until 2019
}  // namespace at
