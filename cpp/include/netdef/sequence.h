// Blob types of ONNX beside tensors.
#pragma once

#include <vector>

#include "netdef/tensor.h"

namespace netdef {

// A list of tensors of one type, which may differ in shape. Tensors inside are never written to, so that
// sequences may share them; what goes in or out is cloned.
struct TensorSequence {
  std::vector<Tensor> items;
};

// An optional without a value. One with a value is that value: a Tensor or a TensorSequence.
struct EmptyOptional {};

}  // namespace netdef
