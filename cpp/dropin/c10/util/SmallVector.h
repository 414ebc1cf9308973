#pragma once

#include <vector>

#include "c10/macros/Macros.h"
#include "c10/util/ArrayRef.h"

namespace c10 {

// Without room of its own for small lists.
template <typename T, unsigned n>
class SmallVector : public std::vector<T> {
 public:
  using std::vector<T>::vector;
  SmallVector() = default;
  SmallVector(ArrayRef<T> items) : std::vector<T>(items.begin(), items.end()) {}
  template <class Range>
  void append(const Range& items) {
    this->insert(this->end(), items.begin(), items.end());
  }
  template <class It>
  void append(It begin, It end) {
    this->insert(this->end(), begin, end);
  }
  T pop_back_val() {
    T last = std::move(this->back());
    this->pop_back();
    return last;
  }
  void set_size(size_t size) { this->resize(size); }
};

}  // namespace c10
