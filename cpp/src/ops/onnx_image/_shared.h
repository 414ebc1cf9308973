// What the image operators share.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "netdef/onnx_operator.h"
#include "netdef/strided.h"

namespace netdef {
inline namespace onnx_image {  // other families have things of the same names

inline void CheckImage(const Dims& dims) { NETDEF_ENFORCE(dims.size() == 4, "expected an image [N, C, H, W], got [", DimsString(dims), "]"); }

// A floating-point coordinate as a pixel; what no integer can hold lies outside every image.
inline int64_t PixelOf(double x) { return x > -1e15 && x < 1e15 ? static_cast<int64_t>(x) : -2; }

// The value between the pixels of a plane, in two linear steps; pixels outside give 0.
template <typename T>
double Bilinear(const T* plane, int64_t height, int64_t width, double y, double x) {
  const double y0 = std::floor(y), x0 = std::floor(x);
  double sum = 0;
  for (int dy = 0; dy < 2; ++dy) {
    for (int dx = 0; dx < 2; ++dx) {
      const int64_t row = PixelOf(y0 + dy), column = PixelOf(x0 + dx);
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const double weight = (dy ? y - y0 : 1 - (y - y0)) * (dx ? x - x0 : 1 - (x - x0));
      sum += weight * static_cast<double>(plane[row * width + column]);
    }
  }
  return sum;
}

// The weight of a pixel at distance `d` in a cubic filter with the parameter `a`. https://doi.org/10.1109/TASSP.1981.1163711
inline double CubicWeight(double d, double a) {
  const double x = std::abs(d);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

}  // namespace onnx_image
}  // namespace netdef
