#pragma once

#include <string>
#include <utility>

#include "caffe2/core/common.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/tensor_int8.h"
#include "caffe2/core/view.h"
#include "netdef/blob.h"
#include "netdef/serialize.h"

namespace caffe2 {

class Blob : public netdef::Blob {
 public:
  using netdef::Blob::Blob;
  using netdef::Blob::Reset;

  TypeMeta meta() const { return TypeMeta(type()); }
  template <class T>
  bool IsType() const {
    return netdef::Blob::IsType<StoredType<T>>();
  }
  template <class T>
  const T& Get() const {
    return ViewAs<T>(netdef::Blob::Get<StoredType<T>>());
  }
  template <class T>
  T* GetMutable() {
    return ViewAs<T>(netdef::Blob::GetMutable<StoredType<T>>());
  }
  template <class T>
  T* GetMutableOrNull() {
    return ViewAs<T>(netdef::Blob::GetMutableOrNull<StoredType<T>>());
  }
  template <class T>
  T* Reset(T* owned) {
    return ViewAs<T>(netdef::Blob::Reset(static_cast<StoredType<T>*>(owned)));
  }
  template <class T>
  void ShareExternal(T* unowned) {
    netdef::Blob::ShareExternal(static_cast<StoredType<T>*>(unowned));
  }
  void* ShareExternal(void* unowned, const TypeMeta& meta) {
    CAFFE_ENFORCE(meta.object() != nullptr, "no C++ type stands for ", meta.name());
    netdef::Blob::ShareExternal(unowned, *meta.object());
    return unowned;
  }
  bool IsTensorType(DeviceType device) const { return device == CPU && IsType<TensorCPU>(); }
  TensorCPU* GetMutableTensor(DeviceType device) {
    c10::CheckDevice(device);
    return GetMutable<TensorCPU>();
  }
  void swap(Blob& other) { Swap(other); }
  const void* GetRaw() const { return raw(); }
  void* GetRaw() { return raw(); }

  // As 0.8 spelled SerializeBlob and DeserializeBlob.
  string Serialize(const string& name) const { return netdef::SerializeBlob(*this, name); }
  // With chunk_size -1 in pieces of netdef's usual size.
  void Serialize(const string& name, const std::function<void(const string& key, const string& bytes)>& acceptor, int chunk_size = -1) const {
    netdef::SerializeBlob(*this, name, chunk_size == -1 ? netdef::kDefaultChunkSize : chunk_size, acceptor);
  }
  void Deserialize(const string& bytes) { netdef::DeserializeBlob(bytes, this); }
  void Deserialize(const BlobProto& proto) { netdef::DeserializeBlob(proto, this); }
};

inline bool BlobIsInt8TensorCPUType(const Blob& blob) { return blob.IsType<netdef::Int8Tensor>(); }
inline bool BlobIsTensorType(const Blob& blob, DeviceType device) { return blob.IsTensorType(device); }
inline TensorCPU* BlobGetMutableTensor(Blob* blob, DeviceType device) { return blob->GetMutableTensor(device); }
inline TensorCPU* BlobGetMutableTensor(Blob* blob, IntArrayRef dims, TensorOptions options) {
  TensorCPU* tensor = blob->GetMutable<TensorCPU>();
  ReinitializeTensor(tensor, dims, options);
  return tensor;
}
inline TensorCPU XBlobGetMutableTensor(Blob* blob, IntArrayRef dims, TensorOptions options) { return *BlobGetMutableTensor(blob, dims, options); }
inline const TensorCPU& BlobGetTensor(const Blob& blob, DeviceType device) {
  c10::CheckDevice(device);
  return blob.Get<TensorCPU>();
}
inline TensorCPU BlobGetTensorOrUndefined(const Blob& blob) { return blob.IsTensorType(CPU) ? blob.Get<TensorCPU>() : TensorCPU(); }
inline TensorCPU* BlobSetTensor(Blob* blob, TensorCPU tensor) {
  *blob->GetMutable<TensorCPU>() = std::move(tensor);
  return blob->GetMutable<TensorCPU>();
}
inline void swap(Blob& a, Blob& b) { a.Swap(b); }

}  // namespace caffe2
