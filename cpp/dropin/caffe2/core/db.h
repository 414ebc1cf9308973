#pragma once

#include "caffe2/core/common.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/db.h"

namespace caffe2 {
namespace db {

using netdef::db::Cursor;
using netdef::db::DB;
using netdef::db::DBReader;
using netdef::db::Mode;
using netdef::db::Transaction;

constexpr Mode READ = Mode::kRead, WRITE = Mode::kWrite, NEW = Mode::kNew;

// An unknown type or a source that cannot be opened throws.
inline unique_ptr<DB> CreateDB(const string& type, const string& source, Mode mode) { return netdef::db::CreateDB(type, source, mode); }

}  // namespace db
}  // namespace caffe2
