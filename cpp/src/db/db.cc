#include "netdef/db.h"

#include "core/by_name.h"
#include "netdef/error.h"

namespace netdef {
namespace db {
namespace {

ByName<DBRegistry::Factory>& Factories() {
  static ByName<DBRegistry::Factory> factories;
  return factories;
}

}  // namespace

Cursor::~Cursor() = default;
Transaction::~Transaction() = default;
DB::~DB() = default;

void Cursor::Seek(const std::string& /*key*/) { NETDEF_THROW("this kind of database has no seek by key"); }

bool DBRegistry::Register(const std::string& type, Factory factory) { return Factories().Add(type, std::move(factory)); }
std::vector<std::string> DBRegistry::Types() { return Factories().Names(); }

std::unique_ptr<DB> CreateDB(const std::string& type, const std::string& source, Mode mode, const Limits& limits) {
  const std::optional<DBRegistry::Factory> factory = Factories().Find(type);
  if (!factory) {
    NETDEF_THROW_KIND(kNotFound, "Cannot find db implementation of type ", type, " (while trying to open ", source,
                      "); this build has ", Factories().NameList());
  }
  return (*factory)(source, mode, limits);
}

}  // namespace db
}  // namespace netdef
