#pragma once

#include "c10/macros/Macros.h"

namespace c10 {
template <typename T>
constexpr T pi = static_cast<T>(3.14159265358979323846L);
}  // namespace c10
