// Serializers of types that programs keep in blobs: REGISTER_BLOB_SERIALIZER((TypeMeta::Id<MyType>()), MySerializer), and
// REGISTER_BLOB_DESERIALIZER(MyType, MyDeserializer) for the type name in the message.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/typeid.h"
#include "caffe2/core/view.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/serialize.h"

namespace caffe2 {

constexpr int kDefaultChunkSize = -1;
constexpr int kNoChunking = 0;
constexpr auto kChunkIdSeparator = netdef::kChunkSeparator;
constexpr auto kTensorBlobType = "Tensor";

class BlobSerializerBase : public netdef::BlobSerializerBase {
 public:
  using SerializationAcceptor = std::function<void(const string& key, const string& bytes)>;

  // One of the two is overridden: by the blob until 2018, by the object and its type from then on.
  virtual void Serialize(const Blob& blob, const string& name, SerializationAcceptor acceptor) {
    Serialize(meta_.Get(blob), meta_, name, acceptor);
  }
  virtual void Serialize(const void* /*pointer*/, TypeMeta meta, const string& /*name*/, SerializationAcceptor /*acceptor*/) {
    CAFFE_THROW("the serializer of ", meta.name(), " does not override Serialize");
  }
  virtual void SerializeWithChunkSize(const Blob& blob, const string& name, SerializationAcceptor acceptor, int /*chunk_size*/) {
    Serialize(blob, name, acceptor);
  }

  void Serialize(const netdef::Blob& blob, const string& name, int64_t chunk_size,
                 const netdef::SerializationAcceptor& acceptor) const final {
    const_cast<BlobSerializerBase*>(this)->SerializeWithChunkSize(ViewAs<Blob>(blob), name, acceptor, static_cast<int>(chunk_size));
  }

  void set_meta(const TypeMeta& meta) { meta_ = meta; }  // of the objects it is registered for

 private:
  TypeMeta meta_;
};

namespace internal {
inline bool RegisterSerializer(const TypeMeta& meta, std::unique_ptr<BlobSerializerBase> serializer) {
  serializer->set_meta(meta);
  return netdef::internal::RegisterBlobSerializer(*meta.object(), std::move(serializer));
}
}  // namespace internal

class BlobDeserializerBase : public netdef::BlobDeserializerBase {
 public:
  virtual void Deserialize(const BlobProto& proto, Blob* blob) = 0;

  void Deserialize(const BlobProto& proto, netdef::Blob* blob) const final {
    const_cast<BlobDeserializerBase*>(this)->Deserialize(proto, ViewAs<Blob>(blob));
  }
};

}  // namespace caffe2

#undef REGISTER_BLOB_SERIALIZER
#undef REGISTER_BLOB_DESERIALIZER
#define REGISTER_BLOB_SERIALIZER(id, ...)                                                        \
  static const bool C10_ANONYMOUS_VARIABLE(netdef_serializer_) [[maybe_unused]] =                \
      ::caffe2::internal::RegisterSerializer(id, std::make_unique<__VA_ARGS__>());
#define REGISTER_BLOB_DESERIALIZER(name, ...)                                                    \
  static const bool C10_ANONYMOUS_VARIABLE(netdef_deserializer_) [[maybe_unused]] =              \
      ::netdef::internal::RegisterBlobDeserializer(#name, std::make_unique<__VA_ARGS__>());
