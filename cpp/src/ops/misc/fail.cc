// Fail, ThrowException, ThrowChildThreadException, LogFatal: ways to go wrong, for tests of programs.
#include <exception>
#include <thread>

#include "netdef/operator.h"

namespace netdef {
namespace {

class FailOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override { return false; }
};

struct ThrowArgs {
  std::string message = "Exception from ThrowExceptionOp";

  template <typename V>
  void Fields(V& v) {
    v("message", message, "Text of the error.");
  }
};

class ThrowExceptionOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override { throw Error(ParseArgs<ThrowArgs>(arguments()).message); }
};

class ThrowChildThreadExceptionOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    std::exception_ptr thrown;
    std::thread([&] {
      try {
        throw Error(ParseArgs<ThrowArgs>(arguments()).message);
      } catch (...) {
        thrown = std::current_exception();
      }
    }).join();
    std::rethrow_exception(thrown);
  }
};

struct LogFatalArgs {
  std::string message = "Logging from LogFatalOp";

  template <typename V>
  void Fields(V& v) {
    v("message", message, "Text of the error.");
  }
};

class LogFatalOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override { throw Error(ParseArgs<LogFatalArgs>(arguments()).message); }
};

void TakesNothing(OpSchema& schema) { schema.NumInputs(0).NumOutputs(0).ShapeDependsOnData("there is no output"); }

OPERATOR_SCHEMA(Fail).FillUsing(TakesNothing).SetDoc("Says that it failed, without an error: the net ends and says so too.");

OPERATOR_SCHEMA(ThrowException).FillUsing(TakesNothing).Args<ThrowArgs>().SetDoc("Throws an error.");

OPERATOR_SCHEMA(ThrowChildThreadException)
    .FillUsing(TakesNothing)
    .Args<ThrowArgs>()
    .SetDoc("Throws an error in a thread of its own and hands it on.")
    .Differs("In Caffe2 it ends the process.");

OPERATOR_SCHEMA(LogFatal)
    .FillUsing(TakesNothing)
    .Args<LogFatalArgs>()
    .SetDoc("Throws an error.")
    .Differs("In Caffe2 it ends the process.");

REGISTER_CPU_OPERATOR(Fail, FailOp);
REGISTER_CPU_OPERATOR(ThrowException, ThrowExceptionOp);
REGISTER_CPU_OPERATOR(ThrowChildThreadException, ThrowChildThreadExceptionOp);
REGISTER_CPU_OPERATOR(LogFatal, LogFatalOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(Fail, "it computes nothing");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ThrowException, "it computes nothing");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ThrowChildThreadException, "it computes nothing");
SHOULD_NOT_DO_GRADIENT_BECAUSE(LogFatal, "it computes nothing");

}  // namespace
}  // namespace netdef
