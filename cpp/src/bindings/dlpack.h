// Tensors to and from DLPack capsules, without copying.
// https://dmlc.github.io/dlpack/latest/python_spec.html
#pragma once

#include <pybind11/pybind11.h>

#include "netdef/tensor.h"

namespace netdef {

// A capsule that shares the tensor's memory; of the versioned kind if `versioned`.
pybind11::capsule TensorToDLPack(const Tensor& tensor, bool versioned);
// A tensor in the memory of `source`, which is a capsule or has __dlpack__. Throws where the memory is read-only, not on
// the CPU, not contiguous, or of a type that tensors do not have.
Tensor TensorFromDLPack(const pybind11::object& source);

}  // namespace netdef
