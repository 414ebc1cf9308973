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

void Error::AppendMessage(const std::string& line) {
  added_.push_back(line);
  Compose();
}

std::vector<std::string> Error::msg_stack() const {
  std::vector<std::string> stack{Place()};
  stack.insert(stack.end(), added_.begin(), added_.end());
  return stack;
}

const std::string& Error::backtrace() const {
  static const std::string none;
  return none;
}

std::string Error::Place() const {
  std::string text = message_;
  if (!blob_.empty()) text += " (blob '" + blob_ + "')";
  if (!op_.empty()) text += "\n  [enforce fail] Error from operator: " + op_;  // Caffe2's words, for scripts that look for them
  if (!net_.empty()) {
    text += "\n  in net '" + net_ + "'";
    if (op_index_ >= 0) text += ", operator " + std::to_string(op_index_);
  }
  return text;
}

void Error::Compose() {
  text_ = Place();
  for (const std::string& line : added_) text_ += "\n" + line;
}

namespace internal {
void Throw(ErrorKind kind, std::string message) { throw Error(std::move(message), kind); }
}  // namespace internal

}  // namespace netdef
