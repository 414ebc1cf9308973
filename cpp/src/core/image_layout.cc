#include "core/image_layout.h"

namespace netdef {

StorageOrder StorageOrderFromString(const std::string& order) {
  if (order == "NCHW" || order == "nchw") return StorageOrder::kNCHW;
  if (order == "NHWC" || order == "nhwc") return StorageOrder::kNHWC;
  NETDEF_THROW("Unknown Storage order: '", order, "', expected NCHW or NHWC");
}

ImageDims::ImageDims(int64_t n, int64_t c, Dims s)
    : batch(n), channels(c), spatial(std::move(s)), pixels(NumElements(spatial)) {}

ImageDims::ImageDims(const Dims& dims, StorageOrder order) {
  NETDEF_ENFORCE(dims.size() >= 2, "expected an image tensor with a batch and a channel axis, got shape [",
                 DimsString(dims), "]");
  batch = dims[0];
  if (order == StorageOrder::kNCHW) {
    channels = dims[1];
    spatial.assign(dims.begin() + 2, dims.end());
  } else {
    channels = dims.back();
    spatial.assign(dims.begin() + 1, dims.end() - 1);
  }
  pixels = NumElements(spatial);
}

Dims ImageDims::InOrder(StorageOrder order) const {
  Dims dims{batch};
  if (order == StorageOrder::kNCHW) dims.push_back(channels);
  dims.insert(dims.end(), spatial.begin(), spatial.end());
  if (order == StorageOrder::kNHWC) dims.push_back(channels);
  return dims;
}

}  // namespace netdef
