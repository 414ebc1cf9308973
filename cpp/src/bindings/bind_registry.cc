#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "netdef/net.h"
#include "netdef/operator_library.h"
#include "netdef/registry.h"

namespace py = pybind11;

namespace netdef {
namespace {

// Caffe2 keys its preferences by device; this build has one.
using Preference = std::map<int, std::vector<std::string>>;

std::vector<std::string> OfCpu(const Preference& preference) {
  const auto it = preference.find(CPU);
  return it == preference.end() ? std::vector<std::string>() : it->second;
}

void SetGlobal(const Preference& preference) { SetGlobalEnginePreference(OfCpu(preference)); }

void SetPerOp(const std::map<int, std::map<std::string, std::vector<std::string>>>& preferences) {
  const auto it = preferences.find(CPU);
  if (it == preferences.end()) return;
  for (const auto& [type, engines] : it->second) SetOpEnginePreference(type, engines);
}

}  // namespace

void BindRegistry(py::module_& m) {
  m.def("load_operator_library", &LoadOperatorLibrary, py::arg("path"),
        "Loads a shared library of operators, whose code runs. Returns the keys of the operators it registered.");
  m.def("registered_operators", [] {
    std::vector<std::string> names;
    for (const OperatorKey& key : OperatorRegistry::Keys()) names.push_back(key.ToString());
    return names;
  }, "Keys of all kernels: Type or Type_ENGINE_NAME, with domain:: before it for domains other than Caffe2's.");
  m.def("nearby_opnames", [](const std::string& name) { return OperatorRegistry::Similar(name, 5); }, py::arg("name"),
        "Operator types near to `name` by spelling.");
  m.def("op_registry_key", [](const std::string& type, const std::string& engine) {
    return OperatorKey{type, engine, CPU, ""}.ToString();
  }, py::arg("op_type"), py::arg("engine"), "The key of a kernel as registered_operators spells it.");
  m.def("set_global_engine_pref", &SetGlobal, py::arg("engines"), "Engines tried, by device, where an operator names none.");
  m.def("set_per_op_engine_pref", &SetPerOp, py::arg("engines"), "The same for single operator types.");
  m.def("set_op_engine_pref", [](const std::string& type, const Preference& preference) {
    SetOpEnginePreference(type, OfCpu(preference));
  }, py::arg("op_type"), py::arg("engines"));
  m.def("set_engine_pref", [](const std::map<int, std::map<std::string, std::vector<std::string>>>& per_op, const Preference& global) {
    SetPerOp(per_op);
    SetGlobal(global);
  }, py::arg("per_op"), py::arg("global_pref"));
  m.def("check_device", [](int device_type) {
    const bool host = device_type == CPU || device_type == MKLDNN || device_type == IDEEP;
    if (!host) {
      NETDEF_THROW_KIND(kWrongDevice, "this build has no device ", DeviceTypeName(device_type),
                        "; clear the device option to use the CPU");
    }
  }, py::arg("device_type"), "Throws for a device whose memory this build cannot fill.");
}

}  // namespace netdef
