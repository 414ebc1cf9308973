// Gradient makers for Python's AddGradientOperators and for the test harness.
#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "bindings/protos.h"
#include "netdef/gradient.h"
#include "netdef/schema.h"

namespace py = pybind11;

namespace netdef {

void BindGradient(py::module_& m) {
  py::class_<GradientWrapper>(m, "GradientWrapper", "The gradient of one blob: dense, or (indices, values), or none.")
      .def(py::init<>())
      .def_readwrite("dense", &GradientWrapper::dense_)
      .def_readwrite("indices", &GradientWrapper::indices_)
      .def_readwrite("values", &GradientWrapper::values_)
      .def("is_sparse", &GradientWrapper::IsSparse)
      .def("is_dense", &GradientWrapper::IsDense)
      .def("is_empty", &GradientWrapper::IsEmpty)
      .def("__repr__", [](const GradientWrapper& g) {
        if (g.IsDense()) return "GradientWrapper(dense='" + g.dense_ + "')";
        if (g.IsSparse()) return "GradientWrapper(indices='" + g.indices_ + "', values='" + g.values_ + "')";
        return std::string("GradientWrapper()");
      });

  m.def("get_gradient_defs", [](const py::bytes& op, const std::vector<GradientWrapper>& outputs) {
    const auto def = ParseProto<caffe2::OperatorDef>(op);
    if (const OpSchema* schema = OpSchemaRegistry::Schema(def.type(), def.domain())) {
      const std::vector<std::string> faults = schema->Faults(def);
      NETDEF_ENFORCE(faults.empty(), "(GradientMaker) Operator def did not pass schema checking: ", faults.front());
    }
    const GradientOpsMeta meta = GetGradientForOp(def, outputs);
    std::vector<py::bytes> ops;
    for (const caffe2::OperatorDef& g : meta.ops_) ops.emplace_back(g.SerializeAsString());
    return std::make_pair(ops, meta.g_input_);
  }, py::arg("op"), py::arg("output_gradients"),
     "(serialized gradient operators, one GradientWrapper for each input) of a serialized operator.");
}

}  // namespace netdef
