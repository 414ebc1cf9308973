// Free: gives the memory of blobs back.
#include "netdef/operator.h"

namespace netdef {
namespace {

class FreeOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    for (int i = 0; i < OutputSize(); ++i) OutputBlob(i)->Reset();
    return true;
  }
};

OPERATOR_SCHEMA(Free)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .SameNumberOfOutput()
    .EnforceOneToOneInplace()
    .ShapeDependsOnData("the outputs are the emptied inputs")
    .SetDoc("Empties blobs. They stay, and can be written again.")
    .Input(0, "blobs", "Blobs of any kind.")
    .Output(0, "blobs", "The same blobs.");

REGISTER_CPU_OPERATOR(Free, FreeOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(Free, "it computes nothing");

}  // namespace
}  // namespace netdef
