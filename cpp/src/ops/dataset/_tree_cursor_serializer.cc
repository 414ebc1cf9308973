// A cursor in a checkpoint: its fields, and how far it has come in each domain.
#include <string>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

constexpr char kTypeName[] = "std::unique_ptr<TreeCursor>";
constexpr char kFieldEnd = ' ';

class TreeCursorSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/,
                 const SerializationAcceptor& acceptor) const override {
    TreeCursor& cursor = *blob.Get<TreeCursorPtr>();
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type(kTypeName);
    for (size_t f = 0; f < cursor.fields.count(); ++f) *proto.mutable_content() += cursor.fields.name(f) + kFieldEnd;
    const std::lock_guard<std::mutex> lock(cursor.mutex);
    if (!cursor.offsets.empty()) {
      auto* offsets = proto.mutable_tensor();
      offsets->set_data_type(caffe2::TensorProto::INT64);
      offsets->add_dims(static_cast<int64_t>(cursor.offsets.size()));
      for (int64_t offset : cursor.offsets) offsets->add_int64_data(offset);
    }
    acceptor(name, proto.SerializeAsString());
  }
};

class TreeCursorDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    std::vector<std::string> names;
    std::string name;
    for (char c : proto.content()) {
      if (c == kFieldEnd) {
        names.push_back(std::move(name));
        name.clear();
      } else {
        name += c;
      }
    }
    NETDEF_ENFORCE(name.empty(), "a cursor's fields must each end with a space, got '", proto.content(), "'");
    auto cursor = std::make_unique<TreeCursor>(names);
    const auto& offsets = proto.tensor().int64_data();
    cursor->offsets.assign(offsets.begin(), offsets.end());
    const size_t count = cursor->offsets.size();
    NETDEF_ENFORCE(count <= 1 || count == cursor->fields.domains(), "a cursor over ", cursor->fields.domains(),
                   " domains cannot have ", count, " offsets");
    for (int64_t offset : cursor->offsets) NETDEF_ENFORCE_GE(offset, 0, "a cursor's offset is negative");
    blob->Reset(new TreeCursorPtr(std::move(cursor)));
  }
};

REGISTER_BLOB_SERIALIZER(tree_cursor, TreeCursorPtr, TreeCursorSerializer);
REGISTER_BLOB_DESERIALIZER(tree_cursor, kTypeName, TreeCursorDeserializer);

}  // namespace
}  // namespace netdef
