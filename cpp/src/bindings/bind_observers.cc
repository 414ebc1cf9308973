// Observers of nets.
#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "bindings/workspaces.h"
#include "netdef/observer.h"

namespace py = pybind11;

namespace netdef {
namespace {

// An observer belongs to its net, which is asked whether it is still there.
struct PyObserver {
  PyNet net;
  const ObserverBase<NetBase>* observer;

  const NetObserver& Get() const {
    NETDEF_ENFORCE(net.Get()->HasObserver(observer), "the observer is no longer attached to net ", net.name);
    return *static_cast<const NetObserver*>(observer);  // ObserverRegistry makes no others
  }
};

}  // namespace

void BindObservers(py::module_& m) {
  py::class_<PyObserver>(m, "Observer", "An observer of a created net.")
      .def("average_time", [](const PyObserver& o) { return o.Get().average_time(); }, "Milliseconds per run of the net.")
      .def("average_time_children", [](const PyObserver& o) { return o.Get().average_time_children(); },
           "Milliseconds per run of an operator.")
      .def("debug_info", [](const PyObserver& o) { return o.Get().debug_info(); });

  m.def("add_observer_to_net", [](const std::string& name, const std::string& type) {
    PyNet net{Workspaces::Get().Current(), name};
    NetBase* n = net.Get();
    return PyObserver{net, n->AttachObserver(ObserverRegistry::Create(type, n))};
  }, py::arg("net_name"), py::arg("observer_type"));
  m.def("remove_observer_from_net", [](const std::string& name, const PyObserver& observer) {
    NETDEF_ENFORCE(PyNet({Workspaces::Get().Current(), name}).Get()->DetachObserver(observer.observer) != nullptr,
                   "the observer is not attached to net ", name);
  }, py::arg("net_name"), py::arg("observer"));
  m.def("num_observers_on_net", [](const std::string& name) {
    return PyNet{Workspaces::Get().Current(), name}.Get()->NumObservers();
  }, py::arg("net_name"));
  m.def("observer_types", &ObserverRegistry::Names, "Names of the observers there are.");
}

}  // namespace netdef
