// What the operators that touch files share: where a file is, and how blobs are written to one.
#pragma once

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "netdef/db.h"
#include "netdef/operator.h"
#include "netdef/serialize.h"

namespace netdef {

inline std::string FilePath(const Workspace& ws, const std::string& name, bool absolute) {
  return absolute ? name : ws.RootFolder() + "/" + name;
}

// What follows `prefix` where it occurs in `name`; `name` itself where it does not.
inline std::string AfterPrefix(const std::string& name, const std::string& prefix) {
  const size_t at = prefix.empty() ? std::string::npos : name.find(prefix);
  return at == std::string::npos ? name : name.substr(at + prefix.size());
}

// Arguments of Save and, but for the names, of Checkpoint.
struct SaveArgs {
  bool absolute_path = false;
  std::string strip_prefix;
  std::vector<std::string> blob_name_overrides;
  std::string db, db_type;
  int64_t chunk_size = -1;

  template <typename V>
  void Fields(V& v) {
    v("absolute_path", absolute_path, "Take `db` as it is; otherwise it is relative to the workspace's root folder.");
    v("strip_prefix", strip_prefix, "Blobs are stored under what follows this in their names.");
    v("blob_name_overrides", blob_name_overrides, "The names to store the blobs under, one for each; not together with strip_prefix.");
    v("db", db, "Path of the database; what was there is replaced once all is written.");
    v("db_type", db_type, "Format of the database, \"minidb\" for example.");
    v("chunk_size", chunk_size, "Elements of a tensor to store in one record; 0: all, -1: one million.");
  }
};

inline std::vector<std::string> StoredNames(const OperatorBase& op, const SaveArgs& args) {
  NETDEF_ENFORCE(args.blob_name_overrides.empty() || static_cast<int>(args.blob_name_overrides.size()) == op.InputSize(),
                 "Number of blobs and blob_name_overrides mismatch.");
  NETDEF_ENFORCE(args.blob_name_overrides.empty() || args.strip_prefix.empty(),
                 "strip_prefix and blob_name_overrides are mutually exclusive.");
  if (!args.blob_name_overrides.empty()) return args.blob_name_overrides;
  std::set<std::string> seen;
  std::vector<std::string> names;
  for (int i = 0; i < op.InputSize(); ++i) {
    NETDEF_ENFORCE(seen.insert(op.InputName(i)).second, "Duplicated input: ", op.InputName(i));
    names.push_back(AfterPrefix(op.InputName(i), args.strip_prefix));
  }
  return names;
}

inline void SaveInputs(const OperatorBase& op, const SaveArgs& args, const std::string& path) {
  const std::vector<std::string> names = StoredNames(op, args);
  const int64_t chunk_size = args.chunk_size == kNoChunking ? std::numeric_limits<int64_t>::max() : args.chunk_size;
  const std::unique_ptr<db::DB> out = db::CreateDB(args.db_type, path, db::Mode::kNew);
  const std::unique_ptr<db::Transaction> transaction = out->NewTransaction();
  for (int i = 0; i < op.InputSize(); ++i) {
    SerializeBlob(op.InputBlob(i), names[static_cast<size_t>(i)], chunk_size,
                  [&](const std::string& key, const std::string& bytes) { transaction->Put(key, bytes); });
  }
  transaction->Commit();
  out->Close();
}

}  // namespace netdef
