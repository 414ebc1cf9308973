// Python functions as operators: the functions registered under a token, and what they raise.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>

#include "netdef/error.h"

namespace netdef {

// What schemas of operators that call Python say.
constexpr char kCallsPython[] = "calls Python";
constexpr char kPythonDecides[] = "the Python function decides";

// A Python exception on its way through the core; the caller in Python gets the exception itself.
class PythonError : public Error {
 public:
  explicit PythonError(pybind11::error_already_set& e);

  // Makes it the current exception again, with a note that says where.
  void Restore() const;

 private:
  std::shared_ptr<pybind11::object> exception_;
};

}  // namespace netdef
