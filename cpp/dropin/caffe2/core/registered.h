// What is registered, as Caffe2's registries told it, and which engines are preferred.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/operator_base.h"
#include "caffe2/core/view.h"
#include "caffe2/core/workspace.h"
#include "netdef/db.h"
#include "netdef/gradient.h"
#include "netdef/net.h"
#include "netdef/registry.h"

namespace caffe2 {

inline string OpRegistryKey(const string& type, const string& engine = "") { return netdef::OperatorKey{type, engine, CPU, ""}.ToString(); }

// Operators of one device. They are registered by macros only.
class OperatorRegistry {
 public:
  explicit OperatorRegistry(DeviceType device) : device_(device) {}

  vector<string> Keys() const {
    vector<string> keys;
    for (const netdef::OperatorKey& key : netdef::OperatorRegistry::Keys()) {
      if (key.device == device_ && key.domain.empty()) keys.push_back(key.ToString());
    }
    return keys;
  }
  bool Has(const string& key) const { return Find(key) != nullptr; }
  unique_ptr<OperatorBase> Create(const string& key, const OperatorDef& def, Workspace* ws) const {
    const auto* factory = Find(key);
    return factory == nullptr ? nullptr : OwnedViewAs<OperatorBase>((*factory)(def, ws));
  }

 private:
  const netdef::OperatorRegistry::Factory* Find(const string& key) const {
    const size_t engine = key.find("_ENGINE_");
    if (engine == string::npos) return netdef::OperatorRegistry::Find({key, "", device_, ""});
    return netdef::OperatorRegistry::Find({key.substr(0, engine), key.substr(engine + std::strlen("_ENGINE_")), device_, ""});
  }

  DeviceType device_;
};

inline std::map<DeviceType, OperatorRegistry*>* gDeviceTypeRegistry() {
  static OperatorRegistry cpu(CPU), cuda(CUDA);
  static std::map<DeviceType, OperatorRegistry*> registries{{CPU, &cpu}, {CUDA, &cuda}};
  return &registries;
}
inline OperatorRegistry* CPUOperatorRegistry() { return gDeviceTypeRegistry()->at(CPU); }
inline OperatorRegistry* CUDAOperatorRegistry() { return gDeviceTypeRegistry()->at(CUDA); }
inline std::set<string> GetRegisteredOperators() {
  const vector<string> keys = CPUOperatorRegistry()->Keys();
  return {keys.begin(), keys.end()};
}

// Names of things that are registered by name.
class NameRegistry {
 public:
  explicit NameRegistry(std::function<vector<string>()> keys) : keys_(std::move(keys)) {}
  vector<string> Keys() const { return keys_(); }
  bool Has(const string& key) const {
    const vector<string> keys = Keys();
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }

 private:
  std::function<vector<string>()> keys_;
};
inline NameRegistry* NetRegistry() {
  static NameRegistry registry(netdef::NetRegistry::Types);
  return &registry;
}
// Operators of which it is known whether they have a gradient.
inline NameRegistry* GradientRegistry() {
  static NameRegistry registry([] {
    vector<string> types = CPUOperatorRegistry()->Keys();
    types.erase(std::remove_if(types.begin(), types.end(), [](const string& type) { return netdef::GradientRegistry::Find(type) == nullptr; }), types.end());
    return types;
  });
  return &registry;
}
namespace db {
inline NameRegistry* Caffe2DBRegistry() {
  static NameRegistry registry(netdef::db::DBRegistry::Types);
  return &registry;
}
}  // namespace db

// --- engines, by device: those of the CPU count
using EnginePrefType = vector<string>;
using PerOpEnginePrefType = std::map<DeviceType, std::map<string, EnginePrefType>>;
using GlobalEnginePrefType = std::map<DeviceType, EnginePrefType>;

inline void SetGlobalEnginePref(const GlobalEnginePrefType& engines) {
  const auto cpu = engines.find(CPU);
  netdef::SetGlobalEnginePreference(cpu == engines.end() ? EnginePrefType() : cpu->second);
}
inline void SetOpEnginePref(const string& type, const std::map<DeviceType, EnginePrefType>& engines) {
  const auto cpu = engines.find(CPU);
  netdef::SetOpEnginePreference(type, cpu == engines.end() ? EnginePrefType() : cpu->second);
}
inline void SetPerOpEnginePref(const PerOpEnginePrefType& engines) {
  const auto cpu = engines.find(CPU);
  if (cpu == engines.end()) return;
  for (const auto& entry : cpu->second) netdef::SetOpEnginePreference(entry.first, entry.second);
}
inline void SetEnginePref(const PerOpEnginePrefType& by_operator, const GlobalEnginePrefType& global) {
  SetPerOpEnginePref(by_operator);
  SetGlobalEnginePref(global);
}

}  // namespace caffe2
