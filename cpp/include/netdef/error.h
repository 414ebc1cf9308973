// The one exception type of netdef, and the macros that throw it.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "netdef/export.h"

namespace netdef {

// What went wrong, for programs that react to it. People read what().
enum class ErrorKind {
  kRuntime,           // an operator or a call found its input unusable
  kUnknownOperator,   // no operator of that type is known to this build
  kNotBuiltIn,        // Caffe2 had it, this build of netdef does not
  kWrongDevice,       // known, but not for the device asked for
  kWrongEngine,       // known, but not under the engine asked for
  kLibraryNotLoaded,  // comes from an operator library that is not loaded
  kInvalidModel,      // bytes that are no model, or a model that contradicts itself
  kLimit,             // beyond the caller's Limits
  kNotFound,          // a blob, net, file or key that does not exist
  kPermission,        // the model wants what the caller did not allow
  kCancelled,         // stopped because something else failed first
};

NETDEF_API const char* ErrorKindName(ErrorKind kind);

// Thrown by everything in netdef. The thrower says what was expected and what came; each layer the
// error passes on its way up adds where: operator, net, blob. Context that is set stays.
class NETDEF_API Error : public std::runtime_error {
 public:
  explicit Error(std::string message, ErrorKind kind = ErrorKind::kRuntime);
  Error(const Error&) = default;
  ~Error() override;

  const char* what() const noexcept override { return text_.c_str(); }
  const std::string& message() const { return message_; }  // without the place
  ErrorKind kind() const { return kind_; }
  const std::string& net() const { return net_; }
  const std::string& blob() const { return blob_; }
  int op_index() const { return op_index_; }  // -1 where no operator is concerned

  Error& SetBlob(std::string blob);
  // `op` is a one-line description such as: Conv (inputs: X, w; outputs: Y).
  Error& SetOperator(std::string op);
  Error& SetNet(std::string net, int op_index);

  // As Caffe2's and PyTorch's exceptions spell it, of which this is the class for sources written for them (EnforceNotMet):
  // whoever catches one may add a line, and reads all or each.
  void AppendMessage(const std::string& line);
  void add_context(const std::string& line) { AppendMessage(line); }
  std::string msg() const { return text_; }
  const char* what_without_backtrace() const noexcept { return what(); }
  std::vector<std::string> msg_stack() const;                        // the message with its place, then what was added
  const std::vector<std::string>& context() const { return added_; }
  const std::string& backtrace() const;  // always empty

 private:
  std::string Place() const;
  void Compose();

  std::string message_, net_, op_, blob_, text_;
  std::vector<std::string> added_;
  int op_index_ = -1;
  ErrorKind kind_;
};

namespace internal {

template <typename... Parts>
std::string Concat(const Parts&... parts) {
  std::ostringstream out;
  ((out << parts), ...);
  return out.str();
}

[[noreturn]] NETDEF_API void Throw(ErrorKind kind, std::string message);

// How an operand of a comparison is held: a number as a copy, because what std::max and the like refer to may be gone by then.
template <typename T>
using Compared = std::conditional_t<std::is_scalar_v<std::decay_t<T>>, const std::decay_t<T>, const std::remove_reference_t<T>&>;

}  // namespace internal
}  // namespace netdef

// NETDEF_THROW("expected a matrix, got ", n, " dimensions")
#define NETDEF_THROW(...) \
  ::netdef::internal::Throw(::netdef::ErrorKind::kRuntime, ::netdef::internal::Concat(__VA_ARGS__))

#define NETDEF_THROW_KIND(kind, ...) \
  ::netdef::internal::Throw(::netdef::ErrorKind::kind, ::netdef::internal::Concat(__VA_ARGS__))

// Throws an Error with the message parts unless the condition holds.
#define NETDEF_ENFORCE(condition, ...)                \
  do {                                                \
    if (__builtin_expect(!(condition), 0)) {          \
      NETDEF_THROW(__VA_ARGS__);                      \
    }                                                 \
  } while (false)

// The message ends with both values: NETDEF_ENFORCE_EQ(a, b, "rows of X and Y must agree").
#define NETDEF_ENFORCE_OP(a, op, b, ...)                                               \
  do {                                                                                 \
    ::netdef::internal::Compared<decltype(a)> netdef_a = (a);                          \
    ::netdef::internal::Compared<decltype(b)> netdef_b = (b);                          \
    if (__builtin_expect(!(netdef_a op netdef_b), 0)) {                                \
      NETDEF_THROW(__VA_ARGS__, ": " #a " " #op " " #b " does not hold, ", netdef_a,   \
                   " vs ", netdef_b);                                                  \
    }                                                                                  \
  } while (false)

#define NETDEF_ENFORCE_EQ(a, b, ...) NETDEF_ENFORCE_OP(a, ==, b, __VA_ARGS__)
#define NETDEF_ENFORCE_NE(a, b, ...) NETDEF_ENFORCE_OP(a, !=, b, __VA_ARGS__)
#define NETDEF_ENFORCE_LT(a, b, ...) NETDEF_ENFORCE_OP(a, <, b, __VA_ARGS__)
#define NETDEF_ENFORCE_LE(a, b, ...) NETDEF_ENFORCE_OP(a, <=, b, __VA_ARGS__)
#define NETDEF_ENFORCE_GT(a, b, ...) NETDEF_ENFORCE_OP(a, >, b, __VA_ARGS__)
#define NETDEF_ENFORCE_GE(a, b, ...) NETDEF_ENFORCE_OP(a, >=, b, __VA_ARGS__)
