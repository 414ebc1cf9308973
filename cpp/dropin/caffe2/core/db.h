// Databases of keys and values.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "caffe2/core/blob.h"
#include "caffe2/core/blob_serialization.h"
#include "caffe2/core/common.h"
#include "caffe2/core/view.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/db.h"

namespace caffe2 {
namespace db {

using netdef::db::Cursor;
using netdef::db::Mode;
using netdef::db::Transaction;

constexpr Mode READ = Mode::kRead, WRITE = Mode::kWrite, NEW = Mode::kNew;

class DB : public netdef::db::DB {
 public:
  DB() = default;
  DB(const string& /*source*/, Mode mode) : mode_(mode) {}

 protected:
  Mode mode_ = READ;  // for databases that programs write; netdef's own have none
};

inline bool DBExists(const string& type, const string& source) {
  const auto types = netdef::db::DBRegistry::Types();
  return std::find(types.begin(), types.end(), type) != types.end() && std::ifstream(source).good();
}

namespace internal {

// netdef's databases, whose transactions commit at their end as Caffe2's do - but for those that an exception ends.
class CommittingDB final : public DB {
 public:
  explicit CommittingDB(unique_ptr<netdef::db::DB> db) : db_(std::move(db)) {}
  ~CommittingDB() override { *open_ = false; }

  unique_ptr<Cursor> NewCursor() override { return db_->NewCursor(); }
  unique_ptr<Transaction> NewTransaction() override { return std::make_unique<Committing>(db_->NewTransaction(), open_); }
  void Close() override {
    *open_ = false;
    db_->Close();
  }

 private:
  class Committing final : public Transaction {
   public:
    Committing(unique_ptr<Transaction> transaction, std::shared_ptr<const bool> open) : transaction_(std::move(transaction)), open_(std::move(open)) {}
    ~Committing() override {
      if (committed_ || !*open_ || std::uncaught_exceptions() != unwinding_) return;
      try {
        transaction_->Commit();
      } catch (const netdef::Error& e) {
        LOG(ERROR) << e.what();  // a destructor cannot throw
      }
    }
    void Put(const string& key, const string& value) override {
      committed_ = false;
      transaction_->Put(key, value);
    }
    void Commit() override {
      transaction_->Commit();
      committed_ = true;
    }

   private:
    unique_ptr<Transaction> transaction_;
    std::shared_ptr<const bool> open_;
    const int unwinding_ = std::uncaught_exceptions();
    bool committed_ = false;
  };

  unique_ptr<netdef::db::DB> db_;
  const std::shared_ptr<bool> open_ = std::make_shared<bool>(true);
};

}  // namespace internal

// An unknown type or a source that cannot be opened throws.
inline unique_ptr<DB> CreateDB(const string& type, const string& source, Mode mode) {
  unique_ptr<netdef::db::DB> db = netdef::db::CreateDB(type, source, mode);
  if (auto* own = dynamic_cast<DB*>(db.get())) {  // the program's
    db.release();
    return unique_ptr<DB>(own);
  }
  return std::make_unique<internal::CommittingDB>(std::move(db));
}

class DBReader : public netdef::db::DBReader {
 public:
  using netdef::db::DBReader::DBReader;
  explicit DBReader(unique_ptr<DB> db) : netdef::db::DBReader("the database", std::move(db)) {}

  // Operators read from readers that are constant inputs.
  void Read(string* key, string* value) const { Mutable()->Read(key, value); }
  void SeekToFirst() const { Mutable()->SeekToFirst(); }
  // For a reader that one thread uses.
  Cursor* cursor() const {
    Cursor* cursor = nullptr;
    Mutable()->WithCursor([&](Cursor* own) { cursor = own; });
    return cursor;
  }
 private:
  netdef::db::DBReader* Mutable() const { return const_cast<DBReader*>(this); }
};

}  // namespace db

template <>
struct Stored<db::DBReader> {
  using type = netdef::db::DBReader;
};

}  // namespace caffe2

// A class with a constructor from (source, mode).
#undef REGISTER_CAFFE2_DB
#define REGISTER_CAFFE2_DB(name, ...)                                                                           \
  static const bool netdef_db_##name [[maybe_unused]] = ::netdef::db::DBRegistry::Register(                     \
      #name, [](const std::string& source, ::netdef::db::Mode mode, const ::netdef::Limits& /*limits*/) {       \
        return std::unique_ptr<::netdef::db::DB>(new __VA_ARGS__(source, mode));                                \
      });
