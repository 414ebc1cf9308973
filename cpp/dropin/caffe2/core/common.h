// What every Caffe2 source relies on without saying so.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cfloat>
#include <chrono>
#include <climits>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <queue>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <typeinfo>
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

constexpr size_t gCaffe2Alignment = 64;

constexpr bool HasCudaRuntime() { return false; }

template <class Container>
string Join(const string& separator, const Container& items) {
  std::ostringstream text;
  for (auto it = items.begin(); it != items.end(); ++it) text << (it == items.begin() ? "" : separator) << *it;
  return text.str();
}

// Every `from` in the text becomes `to`; their number.
inline int ReplaceAll(string& text, const char* from, const char* to) {
  int count = 0;
  if (*from == '\0') return count;
  for (size_t at = text.find(from); at != string::npos; at = text.find(from, at + std::strlen(to))) {
    text.replace(at, std::strlen(from), to);
    ++count;
  }
  return count;
}

template <typename Dst, typename Src>
inline Dst dynamic_cast_if_rtti(Src ptr) {
  return dynamic_cast<Dst>(ptr);
}

// Enables a declaration for values of type T alone, as C++11 sources do it.
template <bool condition, typename T = void>
using enable_if_t = std::enable_if_t<condition, T>;

}  // namespace caffe2
