// What the operators on sequences and optionals share.
#pragma once

#include <utility>
#include <vector>

#include "netdef/onnx_operator.h"
#include "netdef/sequence.h"

namespace netdef {
inline namespace onnx_sequence {  // other families have things of the same names

// The place of an item; negative ones count from the end. `size` itself is allowed where something is put there.
inline int64_t CheckedPlace(const Tensor& position, int64_t size, bool past_end, const char* type) {
  const int64_t at = IntValue(position, "the position"), last = past_end ? size : size - 1;
  NETDEF_ENFORCE(at >= -size && at <= last, "[", type, "] expected positions of ", -size, " to ", last, ", got ", at);
  return at < 0 ? at + size : at;
}

inline void CheckItemType(const TensorSequence& sequence, const Tensor& item) {
  NETDEF_ENFORCE(sequence.items.empty() || sequence.items[0].dtype() == item.dtype(), "a sequence of ", DTypeName(sequence.items[0].dtype()), " cannot hold a tensor of ",
                 DTypeName(item.dtype()));
}

inline void SequenceSchema(OpSchema& schema) { schema.ShapeDependsOnData("sequences have no shape"); }

}  // namespace onnx_sequence
}  // namespace netdef
