#include "netdef/db.h"

#include <map>

#include "netdef/error.h"

namespace netdef {
namespace db {
namespace {

struct Factories {
  std::mutex mutex;
  std::map<std::string, DBRegistry::Factory> by_type;
};

Factories& GetFactories() {
  static Factories factories;
  return factories;
}

}  // namespace

Cursor::~Cursor() = default;
Transaction::~Transaction() = default;
DB::~DB() = default;

void Cursor::Seek(const std::string& /*key*/) { NETDEF_THROW("this kind of database has no seek by key"); }

bool DBRegistry::Register(const std::string& type, Factory factory) {
  Factories& factories = GetFactories();
  const std::lock_guard<std::mutex> lock(factories.mutex);
  return factories.by_type.emplace(type, std::move(factory)).second;
}

std::vector<std::string> DBRegistry::Types() {
  Factories& factories = GetFactories();
  const std::lock_guard<std::mutex> lock(factories.mutex);
  std::vector<std::string> types;
  for (const auto& entry : factories.by_type) types.push_back(entry.first);
  return types;
}

std::unique_ptr<DB> CreateDB(const std::string& type, const std::string& source, Mode mode, const Limits& limits) {
  DBRegistry::Factory factory;
  {
    Factories& factories = GetFactories();
    const std::lock_guard<std::mutex> lock(factories.mutex);
    const auto it = factories.by_type.find(type);
    if (it != factories.by_type.end()) factory = it->second;
  }
  if (!factory) {
    std::string known;
    for (const std::string& name : DBRegistry::Types()) known += (known.empty() ? "" : ", ") + name;
    NETDEF_THROW_KIND(kNotFound, "Cannot find db implementation of type ", type, " (while trying to open ", source,
                      "); this build has ", known);
  }
  return factory(source, mode, limits);
}

}  // namespace db
}  // namespace netdef
