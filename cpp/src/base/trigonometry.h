// Sine, cosine and tangent of runs of numbers, in radians. For float within 4 units in the last place.
#pragma once

#include <cstdint>

namespace netdef {
namespace trigonometry {

struct Sin {
  static void Run(const float* x, int64_t n, float* y);
  static void Run(const double* x, int64_t n, double* y);
};
struct Cos {
  static void Run(const float* x, int64_t n, float* y);
  static void Run(const double* x, int64_t n, double* y);
};
struct Tan {
  static void Run(const float* x, int64_t n, float* y);
  static void Run(const double* x, int64_t n, double* y);
};

}  // namespace trigonometry
}  // namespace netdef
