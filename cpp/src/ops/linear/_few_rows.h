// Products of a matrix with few rows and packed weights: y = x * w^T + b. Reading the weights once, in the order in which
// they lie, is what takes the time.
#pragma once

#include <cstdint>
#include <memory>

#include "base/buffer.h"
#include "compile/kernel.h"

namespace netdef {
namespace few_rows {

constexpr int64_t kWidth = 32;     // outputs of a panel
constexpr int64_t kMostRows = 28;  // above that oneDNN's way is the better one

struct Problem {
  int64_t rows = 1, outputs = 0, inputs = 0;
  float low = 0, high = 0, slope = 1;  // of the result: cut to [low, high]; below zero multiplied by slope

  int64_t panels() const { return (outputs + kWidth - 1) / kWidth; }
};

bool Serves(const Problem& p);  // on this CPU
inline int64_t WeightFloats(const Problem& p) { return p.panels() * p.inputs * kWidth; }
// w[o * output_step + i * input_step] to [panels][inputs][32].
void Pack(const Problem& p, const float* w, int64_t output_step, int64_t input_step, float* packed);
// Operands: x, y. `bias` has a value for each output of each panel.
std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, std::shared_ptr<const Buffer> weights, std::shared_ptr<const Buffer> bias);

// For CPUs with AVX-512: the outputs of panels [first, last).
void PanelsAvx512(const Problem& p, const float* x, const float* packed, const float* bias, int64_t first, int64_t last, float* y);

}  // namespace few_rows
}  // namespace netdef
