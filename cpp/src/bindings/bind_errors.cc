#include "bindings/bind.h"
#include "bindings/python_op.h"
#include "netdef/error.h"

namespace py = pybind11;

namespace netdef {

namespace {

void SetPlace(const py::handle& object, const Error& e) {
  object.attr("kind") = ErrorKindName(e.kind());
  object.attr("net") = e.net();
  object.attr("op_index") = e.op_index();
  object.attr("blob") = e.blob();
}

}  // namespace

// netdef.Error is a RuntimeError, as the real Caffe2 raised, with the place as attributes.
void BindErrors(py::module_& m) {
  static PyObject* type = PyErr_NewExceptionWithDoc(
      "netdef.Error",
      "What went wrong and where.\n\n"
      "Attributes: kind (str), net (str), op_index (int, -1 where no operator is concerned), blob (str).",
      PyExc_RuntimeError, nullptr);
  m.attr("Error") = py::handle(type);
  SetPlace(type, Error(""));  // so that an Error made in Python has the attributes
  py::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const PythonError& e) {
      e.Restore();
    } catch (const Error& e) {
      py::object exception = py::handle(type)(e.what());
      SetPlace(exception, e);
      PyErr_SetObject(type, exception.ptr());
    }
  });
}

}  // namespace netdef
