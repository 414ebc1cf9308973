// Databases: C.create_db("minidb", path, C.Mode.read).new_cursor().
#include <pybind11/stl.h>

#include <memory>
#include <string>

#include "bindings/bind.h"
#include "netdef/db.h"
#include "netdef/error.h"

namespace py = pybind11;

namespace netdef {
namespace {

// Commits when it is dropped, as scripts rely on: `del transaction`.
struct PyTransaction {
  explicit PyTransaction(std::unique_ptr<db::Transaction> t) : transaction(std::move(t)) {}
  PyTransaction(PyTransaction&&) = default;
  ~PyTransaction() {
    if (!transaction || !dirty) return;
    try {
      transaction->Commit();
    } catch (const Error& e) {
      py::gil_scoped_acquire gil;
      PyErr_SetString(PyExc_RuntimeError, e.what());
      PyErr_WriteUnraisable(nullptr);  // a destructor cannot raise
    }
  }

  std::unique_ptr<db::Transaction> transaction;
  bool dirty = false;
};

}  // namespace

void BindDB(py::module_& m) {
  py::enum_<db::Mode>(m, "Mode", "How a database is opened: write adds to it, new replaces it.")
      .value("read", db::Mode::kRead)
      .value("write", db::Mode::kWrite)
      .value("new", db::Mode::kNew);

  py::class_<PyTransaction>(m, "Transaction", "Records to be written; committed by commit() or when it is deleted.")
      .def("put", [](PyTransaction& t, const std::string& key, const py::bytes& value) {
        t.transaction->Put(key, std::string(value));
        t.dirty = true;
      }, py::arg("key"), py::arg("value"))
      .def("put", [](PyTransaction& t, const std::string& key, const std::string& value) {
        t.transaction->Put(key, value);
        t.dirty = true;
      }, py::arg("key"), py::arg("value"))
      .def("commit", [](PyTransaction& t) {
        t.transaction->Commit();
        t.dirty = false;
      });

  py::class_<db::Cursor>(m, "Cursor", "Stands on one record after the other, in the order of the file.")
      .def("supports_seek", &db::Cursor::SupportsSeek)
      .def("seek_to_first", &db::Cursor::SeekToFirst)
      .def("next", &db::Cursor::Next)
      .def("key", [](db::Cursor& c) { return py::bytes(c.key()); })
      .def("value", [](db::Cursor& c) { return py::bytes(c.value()); })
      .def("valid", &db::Cursor::Valid);

  py::class_<db::DB>(m, "DB", "An open database.")
      .def("new_transaction", [](db::DB& d) { return PyTransaction(d.NewTransaction()); }, py::keep_alive<0, 1>())
      .def("new_cursor", &db::DB::NewCursor, py::keep_alive<0, 1>())
      .def("close", &db::DB::Close);

  m.def("create_db", [](const std::string& type, const std::string& source, db::Mode mode) {
    return db::CreateDB(type, source, mode);
  }, py::arg("db_type"), py::arg("name"), py::arg("mode"), "Opens a database.");
  m.def("registered_dbs", &db::DBRegistry::Types, "The formats of databases this build knows.");
}

}  // namespace netdef
