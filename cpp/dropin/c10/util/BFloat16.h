#pragma once

#include "netdef/bfloat16.h"

namespace c10 {
using netdef::BFloat16;
}  // namespace c10

namespace at {
using netdef::BFloat16;
}  // namespace at
