#pragma once

#include "c10/util/Optional.h"

namespace c10 {
using in_place_t = std::in_place_t;
}  // namespace c10
