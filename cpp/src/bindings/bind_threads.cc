#include "bindings/bind.h"
#include "netdef/parallel.h"

namespace py = pybind11;

namespace netdef {

void BindThreads(py::module_& m) {
  m.def("set_num_threads", &SetNumThreads, py::arg("n"),
        "Threads one call may use by itself; 0 restores the default (NETDEF_NUM_THREADS, else one for each core).");
  m.def("num_threads", &NumThreads, "Threads one call may use by itself.");
}

}  // namespace netdef
