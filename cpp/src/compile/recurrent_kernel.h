// Recurrent layers as a kernel of a prepared net.
#pragma once

#include <memory>
#include <vector>

#include "base/buffer.h"
#include "base/recurrence.h"
#include "compile/kernel.h"

namespace netdef {
namespace compile {

struct RecurrentLayers {
  struct Direction {
    recurrence::Layer layer;
    std::shared_ptr<const Buffer> weights;
    bool reverse = false;
  };
  std::vector<Direction> directions;  // of one size
  int64_t steps = 0, batch = 0;
  bool batch_first = false;  // in all tensors; else time comes first, in states the direction
  recurrence::Ended ended = recurrence::Ended::kZeroOutput;
  // Operands after the inputs: which are there. Lengths are int32.
  bool lengths = false, first_h = false, first_c = false;
  bool all_h = false, last_h = false, all_c = false, last_c = false;
};

// Operands: x, lengths, first h, first c, then all h [time, directions, batch, hidden], last h, all c, last c.
std::shared_ptr<const Kernel> MakeRecurrentKernel(RecurrentLayers layers);

}  // namespace compile
}  // namespace netdef
