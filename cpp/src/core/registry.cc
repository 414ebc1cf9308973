#include "netdef/registry.h"

#include <algorithm>
#include <mutex>
#include <tuple>

#include "netdef/error.h"

namespace netdef {
namespace {

struct Record {
  OperatorRegistry::Factory factory;
  std::string place;
  std::string clash;  // the place of a second registration
};

struct Records {
  std::mutex mutex;
  std::map<OperatorKey, Record> by_key;
};

// A function-local static, as registration runs before main() in any order.
Records& GetRecords() {
  static Records records;
  return records;
}

struct Preferences {
  std::mutex mutex;
  std::vector<std::string> global{"ONEDNN"};
  std::map<std::string, std::vector<std::string>> by_type;
};

Preferences& GetPreferences() {
  static Preferences preferences;
  return preferences;
}

size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = up;
    }
  }
  return row[b.size()];
}

}  // namespace

bool OperatorKey::operator<(const OperatorKey& other) const {
  return std::tie(domain, type, engine, device) < std::tie(other.domain, other.type, other.engine, other.device);
}

std::string OperatorKey::ToString() const {
  std::string out = domain.empty() ? type : domain + "::" + type;
  return engine.empty() ? out : out + "_ENGINE_" + engine;
}

bool OperatorRegistry::Register(OperatorKey key, Factory factory, const char* file, int line) {
  Records& records = GetRecords();
  std::lock_guard<std::mutex> lock(records.mutex);
  std::string place = std::string(file) + ":" + std::to_string(line);
  const auto [it, added] = records.by_key.try_emplace(std::move(key), Record{std::move(factory), place, ""});
  if (!added) it->second.clash = std::move(place);
  return added;
}

const OperatorRegistry::Factory* OperatorRegistry::Find(const OperatorKey& key) {
  Records& records = GetRecords();
  std::lock_guard<std::mutex> lock(records.mutex);
  const auto it = records.by_key.find(key);
  if (it == records.by_key.end()) return nullptr;
  NETDEF_ENFORCE(it->second.clash.empty(), "operator ", key.ToString(), " is registered twice: at ", it->second.place,
                 " and at ", it->second.clash);
  return &it->second.factory;
}

std::vector<OperatorKey> OperatorRegistry::Keys() {
  Records& records = GetRecords();
  std::lock_guard<std::mutex> lock(records.mutex);
  std::vector<OperatorKey> keys;
  for (const auto& entry : records.by_key) keys.push_back(entry.first);
  return keys;
}

std::vector<std::string> OperatorRegistry::Similar(const std::string& type, size_t count) {
  std::vector<std::pair<size_t, std::string>> ranked;
  for (const OperatorKey& key : Keys()) {
    if (key.engine.empty()) ranked.emplace_back(EditDistance(type, key.type), key.type);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> out;
  for (size_t i = 0; i < ranked.size() && i < count; ++i) out.push_back(ranked[i].second);
  return out;
}

void SetGlobalEnginePreference(std::vector<std::string> engines) {
  Preferences& p = GetPreferences();
  std::lock_guard<std::mutex> lock(p.mutex);
  p.global = std::move(engines);
}

std::vector<std::string> GlobalEnginePreference() {
  Preferences& p = GetPreferences();
  std::lock_guard<std::mutex> lock(p.mutex);
  return p.global;
}

void SetOpEnginePreference(const std::string& type, std::vector<std::string> engines) {
  Preferences& p = GetPreferences();
  std::lock_guard<std::mutex> lock(p.mutex);
  p.by_type[type] = std::move(engines);
}

std::vector<std::string> OpEnginePreference(const std::string& type) {
  Preferences& p = GetPreferences();
  std::lock_guard<std::mutex> lock(p.mutex);
  const auto it = p.by_type.find(type);
  return it == p.by_type.end() ? std::vector<std::string>() : it->second;
}

}  // namespace netdef
