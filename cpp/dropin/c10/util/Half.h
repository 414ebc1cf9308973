#pragma once

#include "netdef/half.h"

namespace c10 {
using netdef::Half;
}  // namespace c10

namespace at {
using netdef::Half;
}  // namespace at
