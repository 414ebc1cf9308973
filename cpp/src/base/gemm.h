// Products of float matrices in tiles whose sums stay in vector registers.
#pragma once

#include <cstdint>

#include "netdef/math.h"

namespace netdef {
namespace math {

// For this CPU; nullptr where there is no vector code for it.
GemmFunction TiledGemm();

// C = alpha * A * B + beta * C; elements of A and B lie a step of their own apart along rows and along the depth.
struct Product {
  int64_t depth;
  float alpha, beta;
  const float* a;
  int64_t a_row_step, a_depth_step;
  const float* b;
  int64_t b_depth_step, b_column_step;
  float* c;
  int64_t c_row_step;
};

// --- the vector code for each instruction set: the elements of C in [first_row, last_row) and [first_column, last_column)

using TilesFunction = void (*)(const Product& p, int64_t first_row, int64_t last_row, int64_t first_column, int64_t last_column);
TilesFunction TilesNeon();

}  // namespace math
}  // namespace netdef
