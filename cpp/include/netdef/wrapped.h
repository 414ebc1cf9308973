// Integer arithmetic that wraps around instead of being undefined, as what models feed to operators
// is not ours to choose; plain arithmetic for floats.
#pragma once

#include <type_traits>

namespace netdef {
namespace internal {

template <typename T, bool = std::is_integral_v<T>>
struct WrapType {
  using type = T;
};
template <typename T>
struct WrapType<T, true> {
  using type = std::make_unsigned_t<T>;
};

}  // namespace internal

// The type to compute in: unsigned for integers.
template <typename T>
using Wrap = typename internal::WrapType<T>::type;

template <typename T>
T AddWrapped(T a, T b) {
  return static_cast<T>(static_cast<Wrap<T>>(a) + static_cast<Wrap<T>>(b));
}
template <typename T>
T SubWrapped(T a, T b) {
  return static_cast<T>(static_cast<Wrap<T>>(a) - static_cast<Wrap<T>>(b));
}
template <typename T>
T MulWrapped(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(1u * static_cast<Wrap<T>>(a) * static_cast<Wrap<T>>(b));  // unsigned, also where 16 bits would become an int
  } else {
    return a * b;
  }
}
template <typename T>
T NegateWrapped(T x) {
  return static_cast<T>(-static_cast<Wrap<T>>(x));
}

}  // namespace netdef
