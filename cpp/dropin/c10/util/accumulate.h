// Sums and products of a container's elements, as 64-bit integers.
#pragma once

#include <cstdint>
#include <functional>
#include <numeric>

namespace c10 {

template <typename Container>
int64_t sum_integers(const Container& items) {
  return std::accumulate(items.begin(), items.end(), int64_t{0});
}
template <typename Container>
int64_t multiply_integers(const Container& items) {
  return std::accumulate(items.begin(), items.end(), int64_t{1}, std::multiplies<int64_t>());
}
template <typename Iterator>
int64_t sum_integers(Iterator begin, Iterator end) {
  return std::accumulate(begin, end, int64_t{0});
}
template <typename Iterator>
int64_t multiply_integers(Iterator begin, Iterator end) {
  return std::accumulate(begin, end, int64_t{1}, std::multiplies<int64_t>());
}

}  // namespace c10
