// Which axis of an image tensor holds the channels: Caffe2's argument "order".
#pragma once

#include <string>

#include "netdef/tensor.h"

namespace netdef {

enum class StorageOrder : uint8_t { kNCHW, kNHWC };

// "NCHW" or "NHWC", in capitals or not; throws for anything else.
StorageOrder StorageOrderFromString(const std::string& order);

// The dims of an image tensor by role; there may be any number of spatial axes.
struct ImageDims {
  int64_t batch = 0, channels = 0;
  Dims spatial;
  int64_t pixels = 0;  // product of spatial

  ImageDims() = default;
  ImageDims(int64_t batch, int64_t channels, Dims spatial);
  // Throws for fewer than two dims.
  ImageDims(const Dims& dims, StorageOrder order);
  Dims InOrder(StorageOrder order) const;
};

}  // namespace netdef
