// Blob types of ONNX beside tensors.
#pragma once

#include <vector>

#include "netdef/blob.h"
#include "netdef/tensor.h"

namespace netdef {

// A list of tensors of one type, which may differ in shape. Tensors inside are never written to, so that
// sequences may share them; what goes in or out is cloned.
struct TensorSequence {
  std::vector<Tensor> items;
};

// An optional without a value. One with a value is that value: a Tensor or a TensorSequence.
struct EmptyOptional {};

// Makes `to` a copy of a tensor, sequence or optional; nothing where both are the same blob.
inline void CopyValue(const Blob& from, Blob* to) {
  if (&from == to) return;
  if (from.IsType<TensorSequence>()) {
    *to->GetMutable<TensorSequence>() = from.Get<TensorSequence>();
  } else if (from.IsType<EmptyOptional>()) {
    to->GetMutable<EmptyOptional>();
  } else {
    to->GetMutable<Tensor>()->CopyFrom(from.Get<Tensor>());
  }
}

}  // namespace netdef
