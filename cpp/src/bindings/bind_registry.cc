#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "netdef/net.h"
#include "netdef/registry.h"

namespace py = pybind11;

namespace netdef {

void BindRegistry(py::module_& m) {
  m.def("registered_operators", [] {
    std::vector<std::string> names;
    for (const OperatorKey& key : OperatorRegistry::Keys()) names.push_back(key.ToString());
    return names;
  }, "Keys of all kernels: Type or Type_ENGINE_NAME, with domain:: before it for domains other than Caffe2's.");
  m.def("nearby_opnames", [](const std::string& name) { return OperatorRegistry::Similar(name, 5); });
}

}  // namespace netdef
