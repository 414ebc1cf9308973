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

// An unknown type or a source that cannot be opened throws.
inline unique_ptr<DB> CreateDB(const string& type, const string& source, Mode mode) {
  return unique_ptr<DB>(static_cast<DB*>(netdef::db::CreateDB(type, source, mode).release()));
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
