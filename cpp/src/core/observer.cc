#include "netdef/observer.h"

#include "core/by_name.h"
#include "netdef/error.h"

namespace netdef {
namespace {

ByName<ObserverRegistry::Factory>& Factories() {
  static ByName<ObserverRegistry::Factory> factories;
  return factories;
}

}  // namespace

double NetObserver::average_time() const { NETDEF_THROW("Observer does not implement this function: average_time"); }

double NetObserver::average_time_children() const {
  NETDEF_THROW("Observer does not implement this function: average_time_children");
}

std::string NetObserver::debug_info() const { return "Not implemented."; }

bool ObserverRegistry::Register(const std::string& name, Factory factory) { return Factories().Add(name, std::move(factory)); }
std::vector<std::string> ObserverRegistry::Names() { return Factories().Names(); }

std::unique_ptr<NetObserver> ObserverRegistry::Create(const std::string& name, NetBase* net) {
  const std::optional<Factory> factory = Factories().Find(name);
  if (!factory) NETDEF_THROW_KIND(kNotFound, "there is no observer named '", name, "'; known are: ", Factories().NameList());
  return (*factory)(net);
}

}  // namespace netdef
