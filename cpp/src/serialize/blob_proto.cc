// BlobProto <-> Blob: the registries of serializers, and the types that need no operator.
#include <map>
#include <mutex>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

// Keyed by name, so that a plugin's copy of a type is the same type.
struct Serializers {
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<BlobSerializerBase>> by_type;
  std::map<std::string, std::unique_ptr<BlobDeserializerBase>> by_name;
};

Serializers& GetSerializers() {
  static Serializers serializers;
  return serializers;
}

class TensorSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t chunk_size,
                 const SerializationAcceptor& acceptor) const override {
    const auto& tensor = blob.Get<Tensor>();
    const bool whole = chunk_size == kNoChunking;
    const int64_t step = whole ? tensor.numel() : chunk_size > 0 ? chunk_size : kDefaultChunkSize;
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type("Tensor");
    int64_t begin = 0, index = 0;
    do {
      const int64_t end = std::min(tensor.numel(), begin + step);
      TensorToProto(tensor, name, proto.mutable_tensor(), begin, end);
      acceptor(whole ? name : name + kChunkSeparator + std::to_string(index++), proto.SerializeAsString());
      begin = end;
    } while (begin < tensor.numel());
  }
};

class TensorDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    // A whole tensor is a new one, so that who shares the old one sees no change; a chunk goes on in the same.
    const caffe2::TensorProto& in = proto.tensor();
    const Dims dims(in.dims().begin(), in.dims().end());
    const bool whole = !in.has_segment() || (in.segment().begin() == 0 && in.segment().end() == NumElements(dims));
    if (whole || !blob->IsType<Tensor>()) blob->Reset(new Tensor());
    TensorSegmentFromProto(in, blob->GetMutable<Tensor>());
  }
};

class StringSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/,
                 const SerializationAcceptor& acceptor) const override {
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type("std::string");
    proto.set_content(blob.Get<std::string>());
    acceptor(name, proto.SerializeAsString());
  }
};

class StringDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    blob->Reset(new std::string(proto.content()));
  }
};

// A quantized tensor travels as a QTensorProto whose bias is the zero point.
class Int8TensorSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/,
                 const SerializationAcceptor& acceptor) const override {
    const auto& q = blob.Get<Int8Tensor>();
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type("Int8TensorCPU");
    caffe2::QTensorProto* out = proto.mutable_qtensor();
    for (int64_t d : q.t.dims()) out->add_dims(d);
    out->set_precision(8);
    out->set_scale(static_cast<double>(q.scale));
    out->set_bias(q.zero_point);
    out->set_is_signed(false);
    out->set_name(name);
    if (q.t.dtype() == DType::kInt32) {
      out->set_data_type(caffe2::TensorProto::INT32);
      out->mutable_data()->Add(q.t.data<int32_t>(), q.t.data<int32_t>() + q.t.numel());
    } else {
      out->set_data_type(caffe2::TensorProto::UINT8);
      const auto* data = q.t.data<uint8_t>();
      for (int64_t i = 0; i < q.t.numel(); ++i) out->add_data(data[i]);
    }
    acceptor(name, proto.SerializeAsString());
  }
};

class Int8TensorDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    const caffe2::QTensorProto& in = proto.qtensor();
    const Dims dims(in.dims().begin(), in.dims().end());
    const int64_t numel = NumElements(dims);
    if (numel != in.data_size()) {
      NETDEF_THROW_KIND(kInvalidModel, "Incorrect proto field size. A quantized tensor of ", numel,
                        " elements comes with ", in.data_size(), " values");
    }
    auto q = std::make_unique<Int8Tensor>();
    q->scale = static_cast<float>(in.scale());
    NETDEF_ENFORCE(in.bias() >= -2147483648.0 && in.bias() <= 2147483647.0, "zero point ", in.bias(), " is out of range");
    q->zero_point = static_cast<int32_t>(in.bias());
    switch (in.data_type()) {
      case caffe2::TensorProto::INT32: {
        q->t.Resize(dims, DType::kInt32);
        std::copy(in.data().begin(), in.data().end(), q->t.mutable_data<int32_t>());
        break;
      }
      case caffe2::TensorProto::UINT8: {
        q->t.Resize(dims, DType::kUint8);
        auto* out = q->t.mutable_data<uint8_t>();
        for (int32_t value : in.data()) *out++ = static_cast<uint8_t>(value);
        break;
      }
      default:
        NETDEF_THROW_KIND(kInvalidModel, "a quantized tensor's elements are UINT8 or INT32, got ",
                          caffe2::TensorProto::DataType_Name(in.data_type()));
    }
    blob->Reset(q.release());
  }
};

REGISTER_BLOB_SERIALIZER(tensor, Tensor, TensorSerializer);
REGISTER_BLOB_SERIALIZER(string, std::string, StringSerializer);
REGISTER_BLOB_SERIALIZER(int8_tensor, Int8Tensor, Int8TensorSerializer);
REGISTER_BLOB_DESERIALIZER(tensor, "Tensor", TensorDeserializer);
REGISTER_BLOB_DESERIALIZER(tensor_cpu, "TensorCPU", TensorDeserializer);
REGISTER_BLOB_DESERIALIZER(tensor_cuda, "TensorCUDA", TensorDeserializer);  // written on a GPU, read here
REGISTER_BLOB_DESERIALIZER(string, "std::string", StringDeserializer);
REGISTER_BLOB_DESERIALIZER(int8_tensor, "Int8TensorCPU", Int8TensorDeserializer);

}  // namespace

BlobSerializerBase::~BlobSerializerBase() = default;
BlobDeserializerBase::~BlobDeserializerBase() = default;

namespace internal {

bool RegisterBlobSerializer(const std::type_info& type, std::unique_ptr<BlobSerializerBase> serializer) {
  Serializers& all = GetSerializers();
  const std::lock_guard<std::mutex> lock(all.mutex);
  return all.by_type.emplace(type.name(), std::move(serializer)).second;
}

bool RegisterBlobDeserializer(const std::string& type_name, std::unique_ptr<BlobDeserializerBase> deserializer) {
  Serializers& all = GetSerializers();
  const std::lock_guard<std::mutex> lock(all.mutex);
  return all.by_name.emplace(type_name, std::move(deserializer)).second;
}

}  // namespace internal

void SerializeBlob(const Blob& blob, const std::string& name, int64_t chunk_size,
                   const SerializationAcceptor& acceptor) {
  const BlobSerializerBase* serializer = nullptr;
  if (!blob.empty()) {
    Serializers& all = GetSerializers();
    const std::lock_guard<std::mutex> lock(all.mutex);
    const auto it = all.by_type.find(blob.type()->name());
    if (it != all.by_type.end()) serializer = it->second.get();
  }
  if (serializer == nullptr) throw Error("No known serializer for " + blob.TypeName()).SetBlob(name);
  serializer->Serialize(blob, name, chunk_size, acceptor);
}

std::string SerializeBlob(const Blob& blob, const std::string& name) {
  std::string out;
  SerializeBlob(blob, name, kNoChunking, [&](const std::string&, const std::string& bytes) { out = bytes; });
  return out;
}

void DeserializeBlob(const caffe2::BlobProto& proto, Blob* blob) {
  const BlobDeserializerBase* deserializer = nullptr;
  {
    Serializers& all = GetSerializers();
    const std::lock_guard<std::mutex> lock(all.mutex);
    const auto it = all.by_name.find(proto.type());
    if (it != all.by_name.end()) deserializer = it->second.get();
  }
  if (deserializer == nullptr) {
    throw Error("No registered deserializer for type " + proto.type(), ErrorKind::kInvalidModel).SetBlob(proto.name());
  }
  try {
    deserializer->Deserialize(proto, blob);
  } catch (Error& e) {
    e.SetBlob(proto.name());
    throw;
  }
}

void DeserializeBlob(std::string_view bytes, Blob* blob, const Limits& limits) {
  DeserializeBlob(ParseMessage<caffe2::BlobProto>(bytes, limits), blob);
}

}  // namespace netdef
