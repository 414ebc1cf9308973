#include "caffe2/proto/caffe2.pb.h"
#include "netdef/db.h"
#include "netdef/error.h"
#include "netdef/serialize.h"

namespace netdef {
namespace db {

DBReader::DBReader(std::string type, std::string source, int32_t num_shards, int32_t shard_id)
    : type_(std::move(type)), source_(std::move(source)) {
  SetShards(num_shards, shard_id);
}

DBReader::DBReader(const caffe2::DBReaderProto& proto)
    : type_(proto.db_type()), source_(proto.source()), start_key_(proto.key()) {}

DBReader::DBReader(std::string source, std::unique_ptr<DB> db) : source_(std::move(source)), db_(std::move(db)) {}

Cursor* DBReader::OpenCursor() {
  if (!cursor_) {
    NETDEF_ENFORCE(db_ || !type_.empty(), "Reader not initialized.");
    if (!db_) db_ = CreateDB(type_, source_, Mode::kRead);
    cursor_ = db_->NewCursor();
    if (!start_key_.empty() && cursor_->SupportsSeek()) {
      cursor_->Seek(start_key_);
    } else {
      First();
    }
  }
  return cursor_.get();
}

void DBReader::First() {
  cursor_->SeekToFirst();
  for (int32_t i = 0; i < shard_id_ && cursor_->Valid(); ++i) cursor_->Next();
}

void DBReader::Advance() {
  for (int32_t i = 0; i < num_shards_ && cursor_->Valid(); ++i) cursor_->Next();
}

void DBReader::SetShards(int32_t num_shards, int32_t shard_id) {
  NETDEF_ENFORCE(num_shards >= 1, "num_shards must be at least 1, got ", num_shards);
  NETDEF_ENFORCE(shard_id >= 0 && shard_id < num_shards, "shard_id must be below num_shards = ", num_shards, ", got ",
                 shard_id);
  num_shards_ = num_shards;
  shard_id_ = shard_id;
}

void DBReader::Open() {
  const std::lock_guard<std::mutex> lock(mutex_);
  OpenCursor();
}

void DBReader::Open(std::string type, std::string source, int32_t num_shards, int32_t shard_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  SetShards(num_shards, shard_id);
  cursor_.reset();
  db_.reset();
  type_ = std::move(type);
  source_ = std::move(source);
  start_key_.clear();
  OpenCursor();
}

void DBReader::Read(std::string* key, std::string* value) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Cursor* cursor = OpenCursor();
  if (!cursor->Valid()) First();
  NETDEF_ENFORCE(cursor->Valid(), source_, " has no record", num_shards_ > 1 ? " for this shard" : "");
  *key = cursor->key();
  *value = cursor->value();
  Advance();
}

void DBReader::SeekToFirst() {
  const std::lock_guard<std::mutex> lock(mutex_);
  OpenCursor();
  First();
}

void DBReader::WithCursor(const std::function<void(Cursor*)>& fn) {
  const std::lock_guard<std::mutex> lock(mutex_);
  fn(OpenCursor());
}

void DBReader::ToProto(const std::string& name, caffe2::DBReaderProto* proto) {
  const std::lock_guard<std::mutex> lock(mutex_);
  proto->set_name(name);
  proto->set_source(source_);
  proto->set_db_type(type_);
  if (cursor_ && cursor_->SupportsSeek() && cursor_->Valid()) proto->set_key(cursor_->key());
}

namespace {

// A reader is stored as the place it reads from; the file is opened when an operator reads.
class DBReaderSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/,
                 const SerializationAcceptor& acceptor) const override {
    caffe2::DBReaderProto content;
    const_cast<DBReader&>(blob.Get<DBReader>()).ToProto(name, &content);  // takes the lock
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type("DBReader");
    proto.set_content(content.SerializeAsString());
    acceptor(name, proto.SerializeAsString());
  }
};

class DBReaderDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    blob->Reset(new DBReader(ParseMessage<caffe2::DBReaderProto>(proto.content())));
  }
};

REGISTER_BLOB_SERIALIZER(db_reader, DBReader, DBReaderSerializer);
REGISTER_BLOB_DESERIALIZER(db_reader, "DBReader", DBReaderDeserializer);

}  // namespace
}  // namespace db
}  // namespace netdef
