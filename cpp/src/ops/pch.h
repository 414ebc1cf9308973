// Precompiled header of the operator layer: what nearly every operator file includes anyway.
// It only saves time: an operator file still includes what it uses.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#if __has_include("netdef/operator.h")
#include "netdef/operator.h"
#endif
