#include "core/engines.h"

#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"
#include "core/kernel_device.h"
#include "netdef/registry.h"

namespace netdef {
namespace {

constexpr char kSameResults[] = "ONEDNN";  // computes what the plain kernel computes, faster

}  // namespace

std::vector<std::string> EnginesToTry(const caffe2::OperatorDef& def) {
  std::vector<std::string> engines;
  const auto add = [&](const std::string& engine) {
    const std::string name = engine == "DEFAULT" ? "" : engine;
    if (std::find(engines.begin(), engines.end(), name) == engines.end()) engines.push_back(name);
  };
  std::string item;
  for (char c : def.engine() + ",") {
    if (c != ',') {
      item += c;
      continue;
    }
    if (!item.empty()) add(item);
    item.clear();
  }
  for (const std::string& engine : OpEnginePreference(def.type())) add(engine);
  for (const std::string& engine : GlobalEnginePreference()) add(engine);
  add("");
  return engines;
}

bool MayTakeOtherEngine(const caffe2::OperatorDef& def) {
  const int device = KernelDevice(def.device_option().device_type());
  for (const std::string& engine : EnginesToTry(def)) {
    if (engine.empty()) return false;
    if (engine != kSameResults && OperatorRegistry::Find({def.type(), engine, device, def.domain()}) != nullptr) return true;
  }
  return false;
}

}  // namespace netdef
