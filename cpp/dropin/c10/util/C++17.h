// What the standard library has since C++17.
#pragma once

#include "c10/macros/Macros.h"
#include "c10/util/string_utils.h"

#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace c10 {
namespace guts {
using std::apply;
using std::bool_constant;
using std::conditional_t;
using std::conjunction;
using std::disjunction;
using std::enable_if_t;
using std::make_unique;
using std::negation;
using std::void_t;
using c10::to_string;

template <bool condition, typename Then, typename Else>
decltype(auto) if_constexpr(Then&& then, Else&& otherwise) {
  const auto identity = [](auto&& value) -> decltype(auto) { return std::forward<decltype(value)>(value); };
  if constexpr (condition) {
    return then(identity);
  } else {
    return otherwise(identity);
  }
}
template <bool condition, typename Then>
void if_constexpr(Then&& then) {
  if_constexpr<condition>(std::forward<Then>(then), [](auto) {});
}
}  // namespace guts
}  // namespace c10
