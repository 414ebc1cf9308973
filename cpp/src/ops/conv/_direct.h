// Direct convolutions of images that have few pixels, on blocked images: reading the filters is what takes the time, so they are
// fetched into the cache one block ahead, in slices of inputs so that this and the next block have room there. Channels that only
// fill up a block cost nothing.
#pragma once

#include <cstdint>
#include <memory>

#include "base/buffer.h"
#include "compile/kernel.h"
#include "core/window.h"
#include "ops/conv/_addend.h"

namespace netdef {
namespace direct {

constexpr int64_t kLanes = 16;  // channels of a block

struct Problem {
  int64_t batch = 1, in_channels = 0, out_channels = 0;
  WindowAxis rows, columns;
  Limits limits;

  int64_t in_blocks() const { return (in_channels + kLanes - 1) / kLanes; }
  int64_t out_blocks() const { return (out_channels + kLanes - 1) / kLanes; }
  int64_t taps() const { return rows.kernel * columns.kernel; }
  int64_t pixels() const { return batch * rows.out * columns.out; }
  bool pads() const { return rows.pad_head + rows.pad_tail + columns.pad_head + columns.pad_tail > 0; }
};

// Whether there is a kernel for this CPU and problem, and whether it promises to be faster than oneDNN's way.
bool CanServe(const Problem& p);
bool Serves(const Problem& p);
// Filter [outputs, inputs, rows, columns] to [pairs of output blocks][input block][tap][its channels][32 or 16 outputs].
void PackFilter(const Problem& p, const float* filter, float* packed);
inline int64_t FilterFloats(const Problem& p) { return p.in_channels * p.taps() * p.out_blocks() * kLanes; }
// Operands: x, the addend where there is one that is not y itself, y. `bias` has a value for each lane of each output block.
std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Addend addend, std::shared_ptr<const Buffer> filter, std::shared_ptr<const Buffer> bias);

// Output pixels in one line (or in two, `row_step` apart) by one or two output blocks. Steps in floats.
struct Line {
  static constexpr int64_t kMostTile = 14;  // pixels at a time
  int64_t tiles() const { return (rows * pixels + kMostTile - 1) / kMostTile; }

  const float* x = nullptr;
  int64_t pixel_step = 0, row_step = 0, pixels = 0, rows = 1;
  const int64_t* runs = nullptr;  // where the channels of a block under a tap lie
  int64_t run_count = 0;
  int64_t whole_runs = 0, rest = 0;  // runs of all lanes; the others have `rest` channels
  const float* filter = nullptr;
  const float* ahead = nullptr;  // what to fetch into the cache meanwhile,
  int64_t ahead_step = 0;        // and how far to go on for each channel
  const float* bias = nullptr;    // null: the sums in y go on
  const float* addend = nullptr;  // with a bias only
  Limits limits;
  float* y = nullptr;
  int64_t y_row_step = 0, y_block_step = 0;
  bool pair = true;
};
void LineAvx512(const Line& l);

// Vectors of one output block: the sum of what several threads made of their input blocks, bias and addend, cut to the limits.
struct Sum {
  const float* parts = nullptr;
  int64_t part_count = 0, part_step = 0;  // in floats
  const float* bias = nullptr;
  const float* addend = nullptr;
  float* y = nullptr;
  int64_t vectors = 0;
  Limits limits;
};
void SumAvx512(const Sum& s);

}  // namespace direct
}  // namespace netdef
