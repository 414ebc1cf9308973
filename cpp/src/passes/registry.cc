#include "caffe2/proto/caffe2.pb.h"
#include "core/by_name.h"
#include "netdef/passes.h"

namespace netdef {
namespace {

struct Entry {
  std::string help;
  NetPass pass;
};

ByName<Entry>& Passes() {
  static ByName<Entry> passes;
  return passes;
}

}  // namespace

bool NetPasses::Register(const std::string& name, const std::string& help, NetPass pass) { return Passes().Add(name, {help, std::move(pass)}); }

std::vector<std::pair<std::string, std::string>> NetPasses::Names() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [name, entry] : Passes().All()) names.emplace_back(name, entry.help);
  return names;
}

void NetPasses::Apply(const std::string& name, caffe2::NetDef* net) {
  const std::optional<Entry> entry = Passes().Find(name);
  if (!entry) NETDEF_THROW_KIND(kNotFound, "there is no pass named ", name, "; there are: ", Passes().NameList());
  entry->pass(net);
}

}  // namespace netdef
