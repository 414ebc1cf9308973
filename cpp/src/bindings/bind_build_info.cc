#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "netdef/build_info.h"
#include "netdef/parallel.h"

namespace py = pybind11;

namespace netdef {

void BindBuildInfo(py::module_& m) {
  m.def("version", &Version);
  m.def("cpu_features", &CpuFeatures);
  m.def("built_with", &BuiltWith);
  m.def("set_num_threads", &SetNumThreads, py::arg("n"));
  m.def("num_threads", &NumThreads);
}

}  // namespace netdef
