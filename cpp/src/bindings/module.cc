// netdef._C: the core for Python. The public modules of the package are built on it.
#include "bindings/bind.h"

PYBIND11_MODULE(_C, m) {
  m.doc() = "The core of netdef; private, use netdef.workspace and netdef.core.";
  netdef::BindBuildInfo(m);
  netdef::BindErrors(m);
  netdef::BindRegistry(m);
  netdef::BindSchema(m);
  netdef::BindGradient(m);
  netdef::BindBlob(m);
  netdef::BindWorkspace(m);
  netdef::BindShapes(m);
  netdef::BindStats(m);
  netdef::BindPlan(m);
  netdef::BindObservers(m);
  netdef::BindSerialize(m);
  netdef::BindPythonOp(m);
  netdef::BindOperatorTypes(m);
  netdef::BindDB(m);
  netdef::BindLoader(m);
  netdef::BindPredictor(m);
}
