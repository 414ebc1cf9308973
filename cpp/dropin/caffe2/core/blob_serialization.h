// Blobs and tensors as messages.
#pragma once

#include <string>
#include <utility>

#include "caffe2/core/blob_serializer_base.h"
#include "caffe2/core/tensor.h"
#include "netdef/serialize.h"

namespace caffe2 {

using netdef::DeserializeBlob;
using netdef::SerializeBlob;

// A blob as one message for each chunk of its tensor, if it holds one: acceptor(key, bytes).
inline void SerializeBlob(const Blob& blob, const string& name, BlobSerializerBase::SerializationAcceptor acceptor,
                          int chunk_size = kDefaultChunkSize) {
  netdef::SerializeBlob(blob, name, chunk_size == kDefaultChunkSize ? netdef::kDefaultChunkSize : chunk_size, acceptor);
}
// An object that is in no blob.
template <typename T>
void SerializeBlob(const T* object, const TypeMeta& /*meta*/, const string& name, BlobSerializerBase::SerializationAcceptor acceptor,
                   int chunk_size = kDefaultChunkSize) {
  Blob blob;
  blob.ShareExternal(const_cast<T*>(object));
  SerializeBlob(blob, name, std::move(acceptor), chunk_size);
}

// Of the message's shape and type, without its elements.
inline TensorCPU EmptyTensorFromProto(const TensorProto& proto) {
  return netdef::Tensor(netdef::Dims(proto.dims().begin(), proto.dims().end()), netdef::DTypeFromWire(proto.data_type()));
}

class TensorSerializerOf : public BlobSerializerBase {
 public:
  using BlobSerializerBase::Serialize;
  void Serialize(const Blob& blob, const string& name, SerializationAcceptor acceptor) override {
    SerializeWithChunkSize(blob, name, std::move(acceptor), kDefaultChunkSize);
  }
  void SerializeWithChunkSize(const Blob& blob, const string& name, SerializationAcceptor acceptor, int chunk_size) override {
    SerializeBlob(blob, name, std::move(acceptor), chunk_size);
  }
  // Elements of the tensor from `begin` on.
  void Serialize(const TensorCPU& tensor, const string& name, TensorProto* proto, size_t begin, int32_t count) {
    netdef::TensorToProto(tensor, name, proto, static_cast<int64_t>(begin), static_cast<int64_t>(begin) + count);
  }
};

class TensorDeserializerOf : public BlobDeserializerBase {
 public:
  void Deserialize(const BlobProto& proto, Blob* blob) override { netdef::DeserializeBlob(proto, blob); }
  void Deserialize(const TensorProto& proto, TensorCPU* tensor) { netdef::TensorSegmentFromProto(proto, tensor); }
  void DeserializeToTensor(const TensorProto& proto, TensorCPU* tensor) { Deserialize(proto, tensor); }
  TensorCPU Deserialize(const TensorProto& proto) { return netdef::TensorFromProto(proto); }
};

#if defined(NETDEF_CAFFE2_2018)
template <class Context>
using TensorSerializer = TensorSerializerOf;
template <class Context>
using TensorDeserializer = TensorDeserializerOf;
#else
using TensorSerializer = TensorSerializerOf;
using TensorDeserializer = TensorDeserializerOf;
#endif

inline string SerializeAsString_EnforceCheck(const google::protobuf::MessageLite& message, const char* where = "SerializeAsString") {
  string bytes;
  CAFFE_ENFORCE(message.SerializeToString(&bytes), where, ": the message cannot be serialized");
  return bytes;
}
inline string SerializeBlobProtoAsString_EnforceCheck(const BlobProto& blob) {
  return SerializeAsString_EnforceCheck(blob, blob.name().c_str());
}

}  // namespace caffe2
