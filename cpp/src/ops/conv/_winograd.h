// Winograd's minimal filtering for 3x3 convolutions with stride 1, F(m x m, 3 x 3) for m = 2 and 4, on blocked images.
// https://arxiv.org/abs/1509.09308
//
// Tiles of (m + 2)^2 pixels that overlap by two are brought into another basis, where the convolution is a product of
// matrices for each of the (m + 2)^2 positions, and the results back: 2.25 (m = 2) or 4 (m = 4) times fewer
// multiplications than a direct convolution.
#pragma once

#include <cstdint>
#include <memory>

#include "base/buffer.h"
#include "compile/kernel.h"
#include "ops/conv/_addend.h"

namespace netdef {
namespace winograd {

constexpr int64_t kLanes = 16;  // channels of a block

struct Problem {
  int64_t m = 4;
  int64_t batch = 1, in_blocks = 1, out_blocks = 1;  // of channels
  int64_t in_height = 0, in_width = 0, out_height = 0, out_width = 0, pad_top = 0, pad_left = 0;
  Limits limits;

  int64_t points() const { return (m + 2) * (m + 2); }
  int64_t tile_rows() const { return (out_height + m - 1) / m; }
  int64_t tile_columns() const { return (out_width + m - 1) / m; }
  int64_t tiles() const { return batch * tile_rows() * tile_columns(); }
  int64_t in_channels() const { return in_blocks * kLanes; }
};

// Filter [outputs, inputs, 3, 3] to [block pairs][points][in_channels][16 or 32 output channels].
void TransformFilter(const Problem& p, const float* filter, int64_t outputs, int64_t inputs, float* u);
inline int64_t FilterFloats(const Problem& p) { return p.points() * p.in_channels() * p.out_blocks * kLanes; }

// The m that promises to beat a direct convolution on this CPU; 0 where none does. `p` needs its sizes only.
int64_t BestTile(const Problem& p);

// Operands: x, the addend where there is one that is not y itself, y. `bias` has a value for each lane of each output block.
std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Addend addend, std::shared_ptr<const Buffer> u,
                                                  std::shared_ptr<const Buffer> bias);

// For CPUs with AVX-512. Tiles [first, first + count) of input block `block` go to
// v[points][count][in_channels].
void TransformInputAvx512(const Problem& p, const float* x, int64_t first, int64_t count, int64_t block, float* v);
// Output blocks `block` and the one after it (`pair`), for the tiles in v. `products` has room for
// points * count * 32 floats. `addend`, laid out as y, may be y or nullptr.
void MultiplyAvx512(const Problem& p, const float* u, const float* bias, const float* v, int64_t first, int64_t count, int64_t block,
                    bool pair, const float* addend, float* products, float* y);

}  // namespace winograd
}  // namespace netdef
