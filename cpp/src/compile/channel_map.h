// Functions of an image's elements and one or two constants of their channel, in any layout.
#pragma once

#include <memory>
#include <string>

#include "compile/layout.h"

namespace netdef {
namespace compile {

enum class ChannelFunction : uint8_t {
  kAffine,  // a * x + b
  kPRelu,   // x > 0 ? x : a * x
};

// Operands: x, a, b (for kAffine), y; y may be x. The vectors have StoredChannels elements, zeros where there is no channel.
std::shared_ptr<const Kernel> MakeChannelMap(ChannelFunction function, const Dims& dims, Layout layout);

}  // namespace compile
}  // namespace netdef
