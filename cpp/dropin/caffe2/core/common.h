// What every Caffe2 source relies on without saying so.
#pragma once

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "c10/macros/Macros.h"
#include "c10/util/string_utils.h"
#include "netdef/device.h"

namespace caffe2 {

using std::make_unique;
using std::map;
using std::set;
using std::string;
using std::unique_ptr;
using std::unordered_map;
using std::vector;

using TIndex = int64_t;

using netdef::CPU;
using netdef::CUDA;
using netdef::DeviceType;
using netdef::FPGA;
using netdef::HIP;
using netdef::IDEEP;
using netdef::MKLDNN;
using netdef::MSNPU;
using netdef::OPENCL;
using netdef::OPENGL;
using netdef::XLA;

using std::stod;
using std::stoi;
using std::to_string;

template <typename Key, typename Value>
using CaffeMap = std::unordered_map<Key, Value>;

constexpr bool HasCudaRuntime() { return false; }

template <typename Dst, typename Src>
inline Dst dynamic_cast_if_rtti(Src ptr) {
  return dynamic_cast<Dst>(ptr);
}

// Enables a declaration for values of type T alone, as C++11 sources do it.
template <bool condition, typename T = void>
using enable_if_t = std::enable_if_t<condition, T>;

}  // namespace caffe2
