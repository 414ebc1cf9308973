#include "netdef/observer.h"

#include <map>
#include <mutex>

#include "netdef/error.h"

namespace netdef {
namespace {

struct Factories {
  std::mutex mutex;
  std::map<std::string, ObserverRegistry::Factory> by_name;
};

Factories& GetFactories() {
  static Factories factories;
  return factories;
}

}  // namespace

double NetObserver::average_time() const { NETDEF_THROW("Observer does not implement this function: average_time"); }

double NetObserver::average_time_children() const {
  NETDEF_THROW("Observer does not implement this function: average_time_children");
}

std::string NetObserver::debug_info() const { return "Not implemented."; }

bool ObserverRegistry::Register(const std::string& name, Factory factory) {
  Factories& f = GetFactories();
  std::lock_guard<std::mutex> lock(f.mutex);
  return f.by_name.emplace(name, std::move(factory)).second;
}

std::unique_ptr<NetObserver> ObserverRegistry::Create(const std::string& name, NetBase* net) {
  Factory factory;
  {
    Factories& f = GetFactories();
    std::lock_guard<std::mutex> lock(f.mutex);
    const auto it = f.by_name.find(name);
    if (it != f.by_name.end()) factory = it->second;
  }
  if (!factory) {
    std::string known;
    for (const std::string& other : Names()) known += " " + other;
    NETDEF_THROW_KIND(kNotFound, "there is no observer named '", name, "'; known are:", known);
  }
  return factory(net);
}

std::vector<std::string> ObserverRegistry::Names() {
  Factories& f = GetFactories();
  std::lock_guard<std::mutex> lock(f.mutex);
  std::vector<std::string> names;
  for (const auto& entry : f.by_name) names.push_back(entry.first);
  return names;
}

}  // namespace netdef
