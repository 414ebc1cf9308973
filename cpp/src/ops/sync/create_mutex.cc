// CreateMutex: a lock for operators that change a blob from several threads.
#include <mutex>

#include "netdef/operator.h"

namespace netdef {
namespace {

class CreateMutexOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<std::unique_ptr<std::mutex>>(0) = std::make_unique<std::mutex>();
    return true;
  }
};

OPERATOR_SCHEMA(CreateMutex)
    .NumInputs(0)
    .NumOutputs(1)
    .ShapeDependsOnData("The output is no tensor.")
    .SetDoc("Makes an unlocked mutex.")
    .Output(0, "mutex_ptr", "Blob that holds the mutex.");

REGISTER_CPU_OPERATOR(CreateMutex, CreateMutexOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateMutex, "a mutex is no number");

}  // namespace
}  // namespace netdef
