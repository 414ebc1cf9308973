// One function for each bound topic, in the file of its name.
#pragma once

#include <pybind11/pybind11.h>

namespace netdef {

void BindBlob(pybind11::module_& m);
void BindDB(pybind11::module_& m);
void BindBuildInfo(pybind11::module_& m);
void BindErrors(pybind11::module_& m);
void BindGradient(pybind11::module_& m);
void BindOperatorTypes(pybind11::module_& m);
void BindObservers(pybind11::module_& m);
void BindPlan(pybind11::module_& m);
void BindPredictor(pybind11::module_& m);
void BindLoader(pybind11::module_& m);
void BindPythonOp(pybind11::module_& m);
void BindRegistry(pybind11::module_& m);
void BindSchema(pybind11::module_& m);
void BindSerialize(pybind11::module_& m);
void BindShapes(pybind11::module_& m);
void BindStats(pybind11::module_& m);
void BindWorkspace(pybind11::module_& m);

}  // namespace netdef
