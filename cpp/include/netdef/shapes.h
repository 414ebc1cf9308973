// Shapes and types of a net's blobs, before anything runs.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "netdef/blob.h"
#include "netdef/export.h"
#include "netdef/schema.h"

namespace caffe2 {
class NetDef;
}

namespace netdef {

using BlobSpecs = std::map<std::string, TensorSpec>;

// The tensor of a blob, of one that holds a quantized tensor too; nullptr where there is none.
inline const Tensor* DenseTensorOf(const Blob& blob) {
  if (blob.IsType<Tensor>()) return &blob.Get<Tensor>();
  return blob.IsType<Int8Tensor>() ? &blob.Get<Int8Tensor>().t : nullptr;
}

// What a blob holds by now; not `known` unless that is a tensor, quantized or not, which has a type.
NETDEF_API TensorSpec SpecOf(const Blob& blob);
// The same as spec == SpecOf(blob), without memory.
NETDEF_API bool Matches(const TensorSpec& spec, const Blob& blob);

// An operator whose inputs its shape rule refuses.
struct ShapeFault {
  int op_index;
  std::string message;
};

// Contents that are known beforehand: of blobs that no operator of the net writes. nullptr for others.
using KnownValues = std::function<const Tensor*(const std::string& blob)>;

// Adds to `specs`, which holds what is known of the inputs, every blob that the net's operators write. Where an operator's
// inputs are not known, its shape depends on contents or its rule refuses, the spec is not `known`.
NETDEF_API std::vector<ShapeFault> InferShapes(const caffe2::NetDef& net, BlobSpecs* specs,
                                               const KnownValues& values = {});

}  // namespace netdef
