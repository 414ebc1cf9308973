// protodb: one TensorProtos message in a file; a record's key is its tensor's name, its value the
// serialized TensorProto. It is held in memory.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/db.h"
#include "netdef/error.h"
#include "netdef/serialize.h"

namespace netdef {
namespace db {
namespace {

using caffe2::TensorProto;
using caffe2::TensorProtos;

class ProtoDbCursor final : public Cursor {
 public:
  explicit ProtoDbCursor(const TensorProtos* protos) : protos_(protos) {}
  void SeekToFirst() override { at_ = 0; }
  void Next() override { ++at_; }
  bool Valid() override { return at_ < protos_->protos_size(); }
  std::string key() override { return Record().name(); }
  std::string value() override { return Record().SerializeAsString(); }

 private:
  const TensorProto& Record() {
    NETDEF_ENFORCE(Valid(), "Cursor is at invalid location! The database has no more records");
    return protos_->protos(at_);
  }

  const TensorProtos* protos_;
  int at_ = 0;
};

class ProtoDb;

class ProtoDbTransaction final : public Transaction {
 public:
  explicit ProtoDbTransaction(ProtoDb* db) : db_(db) {}
  void Put(const std::string& key, const std::string& value) override;
  void Commit() override;

 private:
  ProtoDb* db_;
  TensorProtos added_;
};

class ProtoDb final : public DB {
 public:
  ProtoDb(std::string source, Mode mode, const Limits& limits) : source_(std::move(source)), mode_(mode) {
    if (mode_ == Mode::kNew) return;
    try {
      protos_ = ParseMessage<TensorProtos>(ReadFile(source_, limits), limits);
    } catch (const Error& e) {
      throw Error("Cannot open file: " + source_ + " (" + e.message() + ")", e.kind());
    }
  }

  std::unique_ptr<Cursor> NewCursor() override { return std::make_unique<ProtoDbCursor>(&protos_); }

  std::unique_ptr<Transaction> NewTransaction() override {
    NETDEF_ENFORCE(mode_ != Mode::kRead, source_, " is not open for writing");
    return std::make_unique<ProtoDbTransaction>(this);
  }

  void Close() override {}

  void Add(TensorProtos* added) {
    for (TensorProto& proto : *added->mutable_protos()) protos_.add_protos()->Swap(&proto);
    added->clear_protos();
    const std::string part = source_ + ".part", bytes = protos_.SerializeAsString();
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(part.c_str(), "wb"), &std::fclose);
    if (!file) NETDEF_THROW_KIND(kNotFound, "Cannot open file: ", source_, " (", std::strerror(errno), ")");
    NETDEF_ENFORCE(std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() && std::fflush(file.get()) == 0,
                   "cannot write to the database: ", std::strerror(errno));
    std::error_code error;
    std::filesystem::rename(part, source_, error);
    NETDEF_ENFORCE(!error, "cannot write ", source_, ": ", error.message());
  }

 private:
  const std::string source_;
  const Mode mode_;
  TensorProtos protos_;
};

void ProtoDbTransaction::Put(const std::string& key, const std::string& value) {
  auto proto = ParseMessage<TensorProto>(value);
  NETDEF_ENFORCE(proto.name() == key, "Passed in key ", key, " does not equal to the tensor name ", proto.name());
  added_.add_protos()->Swap(&proto);
}

void ProtoDbTransaction::Commit() { db_->Add(&added_); }

REGISTER_CAFFE2_DB(protodb, ProtoDb);
REGISTER_CAFFE2_DB(ProtoDB, ProtoDb);

}  // namespace
}  // namespace db
}  // namespace netdef
