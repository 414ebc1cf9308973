// WallClockTime: the time of day.
#include "netdef/operator.h"
#include "netdef/stats.h"

namespace netdef {
namespace {

class WallClockTimeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { *Output(0)->mutable_data<int64_t>() = NanosecondsSinceEpoch(); }
};

OPERATOR_SCHEMA(WallClockTime)
    .NumInputs(0)
    .NumOutputs(1)
    .Stateful()
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims{}, DType::kInt64}}; })
    .SetDoc("Gives the time since 1970 in nanoseconds.")
    .Output(0, "time", "Int64 scalar.");

REGISTER_CPU_OPERATOR(WallClockTime, WallClockTimeOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(WallClockTime, "it depends on no input");

}  // namespace
}  // namespace netdef
