#include <pybind11/stl.h>

#include <cfenv>

#include "bindings/bind.h"
#include "core/fp_exceptions.h"
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
  m.def("throw_on_fp_exceptions", [](bool overflow, bool on) {
    const int kinds = overflow ? FE_OVERFLOW : FE_DIVBYZERO | FE_INVALID;
    ThrowOnFpExceptions(on ? FpExceptionsThatThrow() | kinds : FpExceptionsThatThrow() & ~kinds);
  }, py::arg("overflow"), py::arg("on"));
}

}  // namespace netdef
