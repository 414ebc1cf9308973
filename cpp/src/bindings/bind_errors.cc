#include "bindings/bind.h"
#include "netdef/error.h"

namespace py = pybind11;

namespace netdef {

// netdef.Error is a RuntimeError, as the real Caffe2 raised, with the place as attributes.
void BindErrors(py::module_& m) {
  static PyObject* type = PyErr_NewExceptionWithDoc(
      "netdef.Error",
      "What went wrong and where.\n\n"
      "Attributes: kind (str), net (str), op_index (int, -1 where no operator is concerned), blob (str).",
      PyExc_RuntimeError, nullptr);
  m.attr("Error") = py::handle(type);
  py::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const Error& e) {
      py::object exception = py::handle(type)(e.what());
      exception.attr("kind") = ErrorKindName(e.kind());
      exception.attr("net") = e.net();
      exception.attr("op_index") = e.op_index();
      exception.attr("blob") = e.blob();
      PyErr_SetObject(type, exception.ptr());
    }
  });
}

}  // namespace netdef
