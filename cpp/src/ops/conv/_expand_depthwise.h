// A pointwise convolution to many channels and the depthwise convolution that reads them, together: a strip of rows of two blocks of
// channels at a time, so that the wide image in the middle, as MobileNets have it (https://arxiv.org/abs/1801.04381), stays in the cache.
#pragma once

#include "ops/conv/_direct.h"

namespace netdef {
namespace expand_depthwise {

struct Problem {
  direct::Problem expand;
  WindowAxis rows, columns;  // of the depthwise convolution
  Limits limits;

  int64_t taps() const { return rows.kernel * columns.kernel; }
};

// Whether the image in the middle is too large for the cache, and this CPU has a kernel.
bool Serves(const Problem& p);
// Filter [channels, 1, rows, columns] to [blocks][taps][16].
void PackFilter(const Problem& p, const float* filter, float* packed);
inline int64_t FilterFloats(const Problem& p) { return p.expand.out_blocks() * p.taps() * direct::kLanes; }

struct Constants {
  std::shared_ptr<const Buffer> expand_filter, expand_bias, filter, bias;
};
// Operands: x, y.
std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Constants constants);

// A row of output pixels of one block; `rows` are those under the window, nullptr outside of the image.
void RowAvx512(const Problem& p, const float* const* rows, const float* filter, const float* bias, float* y);

}  // namespace expand_depthwise
}  // namespace netdef
