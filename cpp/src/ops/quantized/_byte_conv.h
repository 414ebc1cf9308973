// Convolutions of unsigned bytes with signed ones, to bytes again, on images with channels last.
//
// Sums are exact in int32. They become bytes in vector registers, without a round through memory: scaled per channel, rounded to
// nearest (ties to even), moved by the zero point, cut off; if asked for, added to another quantized image and quantized again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/buffer.h"
#include "compile/kernel.h"
#include "core/window.h"

namespace netdef {
namespace byte_conv {

// y = clamp(round(sum * scale[channel]) + zero, low, high). With an addend z that is t, cut off at the ends of uint8, and
// y = clamp(round(t * own + z * other + offset) + sum_zero, low, high).
struct Output {
  int32_t zero = 0, low = 0, high = 255;
  bool adds = false;
  float own = 1, other = 1, offset = 0;
  int32_t sum_zero = 0;
};

struct Problem {
  int64_t batch = 1, channels = 0, outputs = 0, groups = 1;
  WindowAxis rows, columns;
  int32_t x_zero = 0;
  Output output;

  bool depthwise() const { return groups > 1 && groups == channels && groups == outputs; }
  bool pointwise() const {
    return rows.kernel * columns.kernel == 1 && rows.stride * columns.stride == 1 && rows.pad_head + rows.pad_tail + columns.pad_head + columns.pad_tail == 0;
  }
  int64_t group_channels() const { return channels / groups; }
  int64_t group_outputs() const { return outputs / groups; }
};

// Filter, bias and scales as the kernel of this CPU wants them.
size_t PackedBytes(const Problem& p);
// `filter` [outputs, channels / groups, rows, columns], `bias` and `scale` [outputs].
void Pack(const Problem& p, const int8_t* filter, const int32_t* bias, const float* scale, void* to);

// Whether there is a kernel for this CPU and problem, and whether no sum leaves what it can round.
bool Serves(const Problem& p, const int8_t* filter, const int32_t* bias, const float* scale);
// Operands: x, the addend where there is one, y.
std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, std::shared_ptr<const Buffer> packed);

// --- between the kernel and its vector code

// Output pixels in one line (or in two, `row_step` apart) by the outputs of one block.
struct DenseLine {
  const uint8_t* x = nullptr;
  int64_t pixel_step = 0, row_step = 0;  // bytes
  int64_t pixels = 0, rows = 1;
  const int64_t* runs = nullptr;         // where stretches of bytes under the window begin
  int64_t run_count = 0, quads = 0;      // bytes of a run / 4
  const void* filter = nullptr;
  const void* ahead = nullptr;           // what to fetch into the cache meanwhile
  const int32_t* bias = nullptr;
  const float* scale = nullptr;
  const Output* output = nullptr;
  const uint8_t* addend = nullptr;
  uint8_t* y = nullptr;
  int64_t y_step = 0, y_row_step = 0;
  int64_t lanes = 0;                     // outputs in the block
};

// A line of output pixels of one block of channels, each channel with its own filter.
struct DepthwiseLine {
  const uint8_t* const* rows = nullptr;  // under the window; outside of the image: zero points
  const int64_t* row_steps = nullptr;    // bytes from pixel to pixel: channels, or 0
  const WindowAxis* columns = nullptr;
  int64_t row_count = 0;
  int32_t x_zero = 0;
  const void* filter = nullptr;
  const int32_t* bias = nullptr;
  const float* scale = nullptr;
  const Output* output = nullptr;
  const uint8_t* addend = nullptr;
  uint8_t* y = nullptr;
  int64_t y_step = 0;
  int64_t lanes = 0;  // channels in the block
};

struct VectorCode {
  const char* name;
  int64_t dense_block, dense_small_block;  // outputs of a block; of the last one, where it has no more
  int64_t most_pixels;                     // of a dense tile
  int64_t item;                            // bytes of an element that the dense code reads: 2 where bytes are widened before
  int64_t depthwise_block;
  // Where in a block the vector code keeps an output: lane of `channel`.
  int64_t (*dense_lane)(int64_t channel, bool small);
  int64_t (*depthwise_lane)(int64_t channel);
  void (*dense)(const DenseLine&);
  void (*depthwise)(const DepthwiseLine&);
};
extern const VectorCode kAvx512Vnni;
extern const VectorCode kAvx2;

}  // namespace byte_conv
}  // namespace netdef
