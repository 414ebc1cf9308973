// Statistics of the process.
#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "netdef/stats.h"

namespace py = pybind11;

namespace netdef {

void BindStats(py::module_& m) {
  m.def("get_stats", [] {
    std::map<std::string, int64_t> stats;
    for (const ExportedStat& stat : StatRegistry::Global().Publish()) stats[stat.key] = stat.value;
    return stats;
  }, "All statistics by name.");
}

}  // namespace netdef
