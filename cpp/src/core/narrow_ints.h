// Which types are integers of less than 8 bits.
#pragma once

#include "netdef/narrow.h"

namespace netdef {

template <typename T>
constexpr bool kIsNarrowInt = false;
template <int kBits, bool kSigned>
constexpr bool kIsNarrowInt<NarrowInt<kBits, kSigned>> = true;

}  // namespace netdef
