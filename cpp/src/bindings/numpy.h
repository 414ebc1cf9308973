// Blobs and tensors to and from numpy arrays.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <string>

#include "netdef/blob.h"

namespace netdef {

// A copy of the array; unicode, bytes and object arrays become string tensors.
Tensor TensorFromNumpy(const pybind11::array& array);
// A view of the array's memory, good for as long as the array; a copy where its layout or type asks for one.
Tensor TensorViewOfNumpy(const pybind11::array& array);
// The same, but the array lives as long as the view.
Tensor TensorInNumpy(const pybind11::array& array);
// A copy of the tensor; strings become an object array of bytes.
pybind11::object TensorToNumpy(const Tensor& tensor);
// An array in the tensor's memory; a copy for strings.
pybind11::object TensorAsNumpy(const Tensor& tensor);
// Copies into `out`, which must be writable, contiguous and have the tensor's shape and type.
void TensorIntoNumpy(const Tensor& tensor, const pybind11::array& out);

// Arrays become tensors, str and bytes strings, lists of arrays sequences, None an empty optional; anything else throws.
void FeedBlob(const pybind11::object& value, Blob* blob);
// An array, bytes, a (data, scale, zero point) tuple, a list of arrays, None, or for other types bytes that name the type.
pybind11::object FetchBlob(const Blob& blob, const std::string& name);

}  // namespace netdef
