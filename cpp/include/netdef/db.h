// Key-value stores in files, behind a registry of formats by name.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "netdef/export.h"
#include "netdef/limits.h"

namespace caffe2 {
class DBReaderProto;
}

namespace netdef {
namespace db {

// kWrite adds to what is there, kNew replaces it.
enum class Mode { kRead, kWrite, kNew };

// Walks the records in the order of the file. A new cursor stands on the first record.
class NETDEF_API Cursor {
 public:
  virtual ~Cursor();
  virtual void SeekToFirst() = 0;
  virtual void Next() = 0;
  virtual bool Valid() = 0;  // false past the last record
  // Of the record it stands on; throw where there is none.
  virtual std::string key() = 0;
  virtual std::string value() = 0;
  virtual bool SupportsSeek() { return false; }
  virtual void Seek(const std::string& key);
};

class NETDEF_API Transaction {
 public:
  virtual ~Transaction();
  virtual void Put(const std::string& key, const std::string& value) = 0;
  virtual void Commit() = 0;  // what is not committed may be lost
};

// An open database. Cursors and transactions end before it.
class NETDEF_API DB {
 public:
  virtual ~DB();
  virtual std::unique_ptr<Cursor> NewCursor() = 0;
  virtual std::unique_ptr<Transaction> NewTransaction() = 0;  // throws in mode kRead
  virtual void Close() = 0;
};

class NETDEF_API DBRegistry {
 public:
  using Factory = std::function<std::unique_ptr<DB>(const std::string& source, Mode mode, const Limits& limits)>;
  static bool Register(const std::string& type, Factory factory);
  static std::vector<std::string> Types();
};

// Throws where the type is not known or the source cannot be opened.
NETDEF_API std::unique_ptr<DB> CreateDB(const std::string& type, const std::string& source, Mode mode,
                                        const Limits& limits = {});

// What a blob holds that operators read records from: one cursor for all of them, which begins anew
// with the first read past the end. With shards it stops at records shard_id, shard_id + num_shards ... only. The database
// is opened at the first use. Safe from several threads.
class NETDEF_API DBReader {
 public:
  DBReader() = default;  // nothing to read
  DBReader(std::string type, std::string source, int32_t num_shards = 1, int32_t shard_id = 0);
  explicit DBReader(const caffe2::DBReaderProto& proto);
  DBReader(std::string source, std::unique_ptr<DB> db);  // an open database; `source` names it in errors

  void Open();
  // Another database in the place of this one.
  void Open(std::string type, std::string source, int32_t num_shards = 1, int32_t shard_id = 0);
  // The record the cursor stands on; then goes on.
  void Read(std::string* key, std::string* value);
  void SeekToFirst();
  // Calls fn(cursor) alone with the cursor.
  void WithCursor(const std::function<void(Cursor*)>& fn);

  const std::string& type() const { return type_; }
  const std::string& source() const { return source_; }
  int32_t num_shards() const { return num_shards_; }
  int32_t shard_id() const { return shard_id_; }
  void ToProto(const std::string& name, caffe2::DBReaderProto* proto);

 private:
  Cursor* OpenCursor();  // with the lock held
  void First();
  void Advance();
  void SetShards(int32_t num_shards, int32_t shard_id);

  std::mutex mutex_;
  std::string type_, source_, start_key_;
  int32_t num_shards_ = 1, shard_id_ = 0;
  std::unique_ptr<DB> db_;
  std::unique_ptr<Cursor> cursor_;
};

}  // namespace db

using db::DBReader;

}  // namespace netdef

// REGISTER_CAFFE2_DB(minidb, MiniDb); the class is made from (source, mode, limits).
#define REGISTER_CAFFE2_DB(type, ...)                                                                   \
  static const bool netdef_db_##type [[maybe_unused]] = ::netdef::db::DBRegistry::Register(             \
      #type, [](const std::string& source, ::netdef::db::Mode mode, const ::netdef::Limits& limits) {   \
        return std::unique_ptr<::netdef::db::DB>(new __VA_ARGS__(source, mode, limits));                \
      })
