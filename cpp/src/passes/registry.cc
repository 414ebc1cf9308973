#include <mutex>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/passes.h"

namespace netdef {
namespace {

struct Passes {
  std::mutex mutex;
  std::map<std::string, std::pair<std::string, NetPass>> by_name;
};

Passes& GetPasses() {
  static Passes passes;
  return passes;
}

}  // namespace

bool NetPasses::Register(const std::string& name, const std::string& help, NetPass pass) {
  Passes& passes = GetPasses();
  const std::lock_guard<std::mutex> lock(passes.mutex);
  return passes.by_name.emplace(name, std::make_pair(help, std::move(pass))).second;
}

std::vector<std::pair<std::string, std::string>> NetPasses::Names() {
  Passes& passes = GetPasses();
  const std::lock_guard<std::mutex> lock(passes.mutex);
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& [name, entry] : passes.by_name) names.emplace_back(name, entry.first);
  return names;
}

void NetPasses::Apply(const std::string& name, caffe2::NetDef* net) {
  NetPass pass;
  {
    Passes& passes = GetPasses();
    const std::lock_guard<std::mutex> lock(passes.mutex);
    const auto it = passes.by_name.find(name);
    if (it == passes.by_name.end()) NETDEF_THROW_KIND(kNotFound, "there is no pass named ", name);
    pass = it->second.second;
  }
  pass(net);
}

}  // namespace netdef
