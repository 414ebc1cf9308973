#pragma once

#include "caffe2/core/common.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/tensor_int8.h"
#include "netdef/blob.h"

namespace caffe2 {

using netdef::Blob;

namespace blob_internal {
inline void CheckDevice(DeviceType device) { Tensor checked(device); }
}  // namespace blob_internal

inline bool BlobIsInt8TensorCPUType(const Blob& blob) { return blob.IsType<netdef::Int8Tensor>(); }
inline bool BlobIsTensorType(const Blob& blob, DeviceType device) { return device == CPU && blob.IsType<Tensor>(); }
inline Tensor* BlobGetMutableTensor(Blob* blob, DeviceType device) {
  blob_internal::CheckDevice(device);
  return blob->GetMutable<Tensor>();
}
inline Tensor* BlobGetMutableTensor(Blob* blob, const netdef::Dims& dims, TensorOptions options) {
  Tensor* tensor = blob->GetMutable<Tensor>();
  tensor->Resize(dims, options.dtype());
  return tensor;
}
inline Tensor XBlobGetMutableTensor(Blob* blob, const netdef::Dims& dims, TensorOptions options) {
  return *BlobGetMutableTensor(blob, dims, options);
}
inline const Tensor& BlobGetTensor(const Blob& blob, DeviceType device) {
  blob_internal::CheckDevice(device);
  return blob.Get<Tensor>();
}
inline Tensor BlobGetTensorOrUndefined(const Blob& blob) { return BlobIsTensorType(blob, CPU) ? blob.Get<Tensor>() : Tensor(); }
inline Tensor* BlobSetTensor(Blob* blob, Tensor tensor) { return blob->Reset(new Tensor(std::move(tensor))); }

}  // namespace caffe2
