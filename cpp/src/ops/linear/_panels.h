// Products of a matrix and packed weights: y = f(x * w^T + b). The weights lie in panels of 32 outputs, in the order in which they are read.
//
// Few rows: reading the weights once is what takes the time; x is read where it lies. Many rows: what is read again must come from a near
// cache, so the inputs are taken in slices, and tiles of x are packed for each.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "base/buffer.h"
#include "compile/kernel.h"
#include "core/activation.h"

namespace netdef {
namespace panels {

constexpr int64_t kWidth = 32;  // outputs of a panel
constexpr int64_t kTileRows = 14;  // whose sums the registers hold; more are many

struct Problem {
  int64_t rows = 1, outputs = 0, inputs = 0;
  ActivationFunction activation;

  int64_t panels() const { return (outputs + kWidth - 1) / kWidth; }
};

bool Serves(const Problem& p);  // on this CPU
inline int64_t WeightFloats(const Problem& p) { return p.panels() * p.inputs * kWidth; }
// w[o * output_step + i * input_step] to [panels][inputs][32].
void Pack(const Problem& p, const float* w, int64_t output_step, int64_t input_step, float* packed);
// Operands: x, y. `bias` has a value for each output of each panel.
std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, std::shared_ptr<const Buffer> weights, std::shared_ptr<const Buffer> bias);

// --- for CPUs with AVX-512

// The sums of some rows and the outputs of a panel over a slice of the inputs.
struct Tile {
  int64_t rows = 0, inputs = 0;
  const float* x = nullptr;  // rows `x_step` apart, or, where that is 0, packed: [inputs][rows]
  int64_t x_step = 0;
  const float* weights = nullptr;
  const float* bias = nullptr;  // null: the sums in y go on
  const float* ahead = nullptr;  // what to fetch meanwhile, `ahead_step` floats for each input; used with a packed x
  int64_t ahead_step = 0;
  float* y = nullptr;
  int64_t y_step = 0, outputs = kWidth;
  // Of the result: cut to [low, high]; below zero multiplied by slope.
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity(), slope = 1;
};
void TileAvx512(const Tile& t);
void PackRowsAvx512(const float* x, int64_t x_step, int64_t rows, int64_t inputs, float* packed);  // to [inputs][rows], at most 16 rows

}  // namespace panels
}  // namespace netdef
