// How the values of a prepared net lie in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "compile/kernel.h"
#include "netdef/tensor.h"

namespace netdef {
namespace compile {

enum class Layout : uint8_t {
  kPlain,         // row-major, as every operator knows it
  kBlocked,       // [N, C / block, spatial..., block]: channels in blocks, the last one filled up with zeros
  kChannelsLast,  // [N, spatial..., C]
};

const char* LayoutName(Layout layout);

// Channels in a block: as many floats as the widest vector of this CPU.
int64_t ChannelBlock();

// Channels as they lie in memory.
int64_t StoredChannels(const Dims& dims, Layout layout);
size_t StoredBytes(const Dims& dims, size_t itemsize, Layout layout);

// The order of elements in memory is the same in both layouts.
bool SameInMemory(const Dims& dims, Layout a, Layout b);

// Copies operand 0 to operand 1 and changes the layout. Both may be of any item size of 1 or 4 bytes.
std::shared_ptr<const Kernel> MakeReorder(const Dims& dims, size_t itemsize, Layout from, Layout to);

}  // namespace compile
}  // namespace netdef
