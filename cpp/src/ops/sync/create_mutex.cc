// CreateMutex: a lock for operators that change a blob from several threads. In a checkpoint it is unlocked.
#include <mutex>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

using Mutex = std::unique_ptr<std::mutex>;
constexpr char kTypeName[] = "std::unique_ptr<std::mutex>";

class CreateMutexOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<Mutex>(0) = std::make_unique<std::mutex>();
    return true;
  }
};

class MutexSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& /*blob*/, const std::string& name, int64_t /*chunk_size*/,
                 const SerializationAcceptor& acceptor) const override {
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type(kTypeName);
    proto.set_content("");
    acceptor(name, proto.SerializeAsString());
  }
};

class MutexDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& /*proto*/, Blob* blob) const override {
    blob->Reset(new Mutex(std::make_unique<std::mutex>()));
  }
};

REGISTER_BLOB_SERIALIZER(mutex, Mutex, MutexSerializer);
REGISTER_BLOB_DESERIALIZER(mutex, kTypeName, MutexDeserializer);

OPERATOR_SCHEMA(CreateMutex)
    .NumInputs(0)
    .NumOutputs(1)
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes an unlocked mutex.")
    .Output(0, "mutex_ptr", "Blob that holds the mutex.");

REGISTER_CPU_OPERATOR(CreateMutex, CreateMutexOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateMutex, "a mutex is no number");

}  // namespace
}  // namespace netdef
