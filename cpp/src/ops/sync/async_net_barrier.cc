// AsyncNetBarrier: orders operators of a parallel net without touching the blobs.
#include "netdef/operator.h"

namespace netdef {
namespace {

struct BarrierArgs {
  int64_t cross_device = 0;

  template <typename V>
  void Fields(V& v) {
    v("cross_device", cross_device, "Ignored: there is one device.");
  }
};

class AsyncNetBarrierOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override { return true; }
};

OPERATOR_SCHEMA(AsyncNetBarrier)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .SameNumberOfOutput()
    .EnforceOneToOneInplace()
    .Args<BarrierArgs>()
    .Shape([](const ShapeInputs& in) { return in.specs; })
    .SetDoc("Does nothing. What comes after it in a parallel net waits for what comes before it.")
    .Input(0, "blobs", "Any blobs.")
    .Output(0, "blobs", "The same blobs.");

REGISTER_CPU_OPERATOR(AsyncNetBarrier, AsyncNetBarrierOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(AsyncNetBarrier, "it computes nothing");

}  // namespace
}  // namespace netdef
