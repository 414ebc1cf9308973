// Hashes of pairs, tuples and lists.
#pragma once

#include "c10/macros/Macros.h"

#include <cstddef>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

namespace c10 {

inline size_t hash_combine(size_t seed, size_t value) { return seed ^ (value + 0x9e3779b97f4a7c15ull + (seed << 6) + (seed >> 2)); }

template <typename T>
struct hash {
  size_t operator()(const T& value) const { return std::hash<T>()(value); }
};
template <typename... Types>
size_t get_hash(const Types&... values) {
  size_t seed = 0;
  ((seed = hash_combine(seed, c10::hash<Types>()(values))), ...);
  return seed;
}
template <typename... Types>
struct hash<std::tuple<Types...>> {
  size_t operator()(const std::tuple<Types...>& values) const {
    return std::apply([](const Types&... each) { return get_hash(each...); }, values);
  }
};
template <typename A, typename B>
struct hash<std::pair<A, B>> {
  size_t operator()(const std::pair<A, B>& values) const { return get_hash(values.first, values.second); }
};
template <typename T>
struct hash<std::vector<T>> {
  size_t operator()(const std::vector<T>& values) const {
    size_t seed = 0;
    for (const T& value : values) seed = hash_combine(seed, c10::hash<T>()(value));
    return seed;
  }
};

}  // namespace c10
