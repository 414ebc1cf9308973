#include "netdef/error.h"

namespace netdef {

const char* ErrorKindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kRuntime: return "runtime";
    case ErrorKind::kUnknownOperator: return "unknown_operator";
    case ErrorKind::kNotBuiltIn: return "not_built_in";
    case ErrorKind::kWrongDevice: return "wrong_device";
    case ErrorKind::kWrongEngine: return "wrong_engine";
    case ErrorKind::kLibraryNotLoaded: return "library_not_loaded";
    case ErrorKind::kInvalidModel: return "invalid_model";
    case ErrorKind::kLimit: return "limit";
    case ErrorKind::kNotFound: return "not_found";
    case ErrorKind::kPermission: return "permission";
    case ErrorKind::kCancelled: return "cancelled";
  }
  return "runtime";
}

Error::Error(std::string message, ErrorKind kind)
    : std::runtime_error(message), message_(std::move(message)), kind_(kind) {
  Compose();
}

Error::~Error() = default;

Error& Error::SetBlob(std::string blob) {
  if (blob_.empty()) {
    blob_ = std::move(blob);
    Compose();
  }
  return *this;
}

Error& Error::SetOperator(std::string op) {
  if (op_.empty()) {
    op_ = std::move(op);
    Compose();
  }
  return *this;
}

Error& Error::SetNet(std::string net, int op_index) {
  if (net_.empty() && op_index_ < 0) {
    net_ = std::move(net);
    op_index_ = op_index;
    Compose();
  }
  return *this;
}

void Error::Compose() {
  text_ = message_;
  if (!blob_.empty()) text_ += " (blob '" + blob_ + "')";
  if (!op_.empty()) text_ += "\n  [enforce fail] Error from operator: " + op_;  // Caffe2's words, for scripts that look for them
  if (!net_.empty()) {
    text_ += "\n  in net '" + net_ + "'";
    if (op_index_ >= 0) text_ += ", operator " + std::to_string(op_index_);
  }
}

namespace internal {
void Throw(ErrorKind kind, std::string message) { throw Error(std::move(message), kind); }
}  // namespace internal

}  // namespace netdef
