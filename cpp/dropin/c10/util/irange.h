// for (const auto i : c10::irange(n))
#pragma once

#include <cstdint>
#include <type_traits>

namespace c10 {

template <typename Int>
class IntegerRange {
 public:
  class Iterator {
   public:
    explicit Iterator(Int at) : at_(at) {}
    Int operator*() const { return at_; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    Int at_;
  };

  IntegerRange(Int begin, Int end) : begin_(begin), end_(end < begin ? begin : end) {}
  Iterator begin() const { return Iterator(begin_); }
  Iterator end() const { return Iterator(end_); }

 private:
  Int begin_, end_;
};

template <typename Int>
IntegerRange<Int> irange(Int end) {
  return {Int{0}, end};
}
template <typename From, typename To>
IntegerRange<To> irange(From begin, To end) {
  return {static_cast<To>(begin), end};
}

}  // namespace c10
