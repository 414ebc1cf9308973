// Tensors to and from numpy arrays.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "netdef/blob.h"

namespace netdef {

// A copy of the array; unicode, bytes and object arrays become string tensors.
Tensor TensorFromNumpy(const pybind11::array& array);
// A copy of the tensor; strings become an object array of bytes.
pybind11::object TensorToNumpy(const Tensor& tensor);

}  // namespace netdef
