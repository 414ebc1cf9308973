// Crash: fails. Caffe2 ended the process here, to test what happens then; in netdef no operator may do that.
#include "netdef/operator.h"

namespace netdef {
namespace {

class CrashOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { NETDEF_THROW("Crash: the net asked for this error"); }
};

OPERATOR_SCHEMA(Crash)
    .NumInputs(0)
    .NumOutputs(0)
    .Args<NoArgs>()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Fails, for tests of error handling.")
    .Differs("Caffe2 ended the process with a signal; here it is an error like any other.");

REGISTER_CPU_OPERATOR(Crash, CrashOp);
NO_GRADIENT(Crash);

}  // namespace
}  // namespace netdef
