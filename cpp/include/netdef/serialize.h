// Bytes <-> nets, tensors and blobs.
//
// Every byte of a model enters through ParseMessage, ParseText or ReadMessage: they enforce the
// Limits and never execute, unpickle or open anything.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "netdef/blob.h"
#include "netdef/export.h"
#include "netdef/limits.h"
#include "netdef/tensor.h"

namespace caffe2 {
class BlobProto;
class TensorProto;
}  // namespace caffe2
namespace google {
namespace protobuf {
class MessageLite;
}
}  // namespace google

namespace netdef {

// --- bytes to messages. Message is any generated class (caffe2::NetDef, PlanDef, TensorProtos...); its header is the
// caller's to include. The forms that end in Into fill a message whose class is known at run time only.

// The binary form. Throws an Error of kind kInvalidModel or kLimit.
NETDEF_API void ParseMessageInto(std::string_view bytes, google::protobuf::MessageLite* message, const Limits& limits = {});
// The text form ("pbtxt"); every fault with its line and column.
NETDEF_API void ParseTextInto(std::string_view text, google::protobuf::MessageLite* message, const Limits& limits = {});
// A file's contents, binary or text; what is neither, or another kind of file, is named in the
// error together with what to do about it. `where` (a path) begins the error.
NETDEF_API void ReadMessageInto(std::string_view bytes, const std::string& where, google::protobuf::MessageLite* message,
                                const Limits& limits = {});

template <typename Message>
Message ParseMessage(std::string_view bytes, const Limits& limits = {}) {
  Message message;
  ParseMessageInto(bytes, &message, limits);
  return message;
}
template <typename Message>
Message ParseText(std::string_view text, const Limits& limits = {}) {
  Message message;
  ParseTextInto(text, &message, limits);
  return message;
}
template <typename Message>
Message ReadMessage(std::string_view bytes, const std::string& where, const Limits& limits = {}) {
  Message message;
  ReadMessageInto(bytes, where, &message, limits);
  return message;
}

// --- what a file is
enum class Format {
  kEmpty,
  kNetDef, kNetDefText, kPlanDef, kPlanDefText, kMetaNetDef, kBlobProto, kTensorProto, kTensorProtos,
  kMiniDb,
  kOnnx, kCaffeModel, kCaffePrototxt,
  kLfsPointer, kHtml, kJson, kPickle, kTorchZip, kZip, kGzip, kNumpy, kHdf5, kTflite,
  kText, kUnknown,
};
NETDEF_API Format SniffFormat(std::string_view bytes);
// "a Git LFS pointer, not the file itself: run `git lfs pull` ..."
NETDEF_API std::string DescribeFormat(Format format);
// A file's bytes; throws where it cannot be read or is longer than `limits.bytes`.
NETDEF_API std::string ReadFile(const std::string& path, const Limits& limits = {});
// At most its first `bytes` bytes: enough for SniffFormat.
NETDEF_API std::string ReadFileHead(const std::string& path, size_t bytes = 4096);

// --- tensors
// Elements [begin, end) of `tensor` with its whole shape; end < 0: all.
NETDEF_API void TensorToProto(const Tensor& tensor, const std::string& name, caffe2::TensorProto* proto,
                              int64_t begin = 0, int64_t end = -1);
// The tensor of a message that holds all its elements.
NETDEF_API Tensor TensorFromProto(const caffe2::TensorProto& proto);
// Copies the elements a message holds into their place in `tensor`, which gets shape and type of
// the message first if it has others. Returns their number.
NETDEF_API int64_t TensorSegmentFromProto(const caffe2::TensorProto& proto, Tensor* tensor);

// --- blobs
constexpr int64_t kDefaultChunkSize = 1000000;  // elements
constexpr int64_t kNoChunking = 0;
constexpr char kChunkSeparator[] = "#%";  // blob "w" is stored under "w#%0", "w#%1" ...

// What a serializer hands out: the blob's key, and a message for it.
using SerializationAcceptor = std::function<void(const std::string& key, const std::string& bytes)>;

// One type of object a blob may hold. Serializers are found by the C++ type, deserializers by the
// type name in the message.
class NETDEF_API BlobSerializerBase {
 public:
  virtual ~BlobSerializerBase();
  virtual void Serialize(const Blob& blob, const std::string& name, int64_t chunk_size,
                         const SerializationAcceptor& acceptor) const = 0;
};
class NETDEF_API BlobDeserializerBase {
 public:
  virtual ~BlobDeserializerBase();
  virtual void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const = 0;
};

// One message for the whole blob.
NETDEF_API std::string SerializeBlob(const Blob& blob, const std::string& name);
// Large tensors in chunks of `chunk_size` elements under keys name#%0, name#%1 ...
NETDEF_API void SerializeBlob(const Blob& blob, const std::string& name, int64_t chunk_size,
                              const SerializationAcceptor& acceptor);
NETDEF_API void DeserializeBlob(std::string_view bytes, Blob* blob, const Limits& limits = {});
NETDEF_API void DeserializeBlob(const caffe2::BlobProto& proto, Blob* blob);

namespace internal {
NETDEF_API bool RegisterBlobSerializer(const std::type_info& type, std::unique_ptr<BlobSerializerBase> serializer);
NETDEF_API bool RegisterBlobDeserializer(const std::string& type_name,
                                         std::unique_ptr<BlobDeserializerBase> deserializer);
}  // namespace internal

}  // namespace netdef

// REGISTER_BLOB_SERIALIZER(tensor, Tensor, TensorSerializer); REGISTER_BLOB_DESERIALIZER(Tensor, TensorDeserializer);
#define REGISTER_BLOB_SERIALIZER(id, type, ...)                             \
  static const bool netdef_serializer_##id [[maybe_unused]] =               \
      ::netdef::internal::RegisterBlobSerializer(typeid(type), std::make_unique<__VA_ARGS__>())
#define REGISTER_BLOB_DESERIALIZER(id, name, ...)                           \
  static const bool netdef_deserializer_##id [[maybe_unused]] =             \
      ::netdef::internal::RegisterBlobDeserializer(name, std::make_unique<__VA_ARGS__>())
