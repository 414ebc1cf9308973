// DataCouple: leaves its blobs as they are. It orders a net: who reads a blob afterwards waits for all of them.
#include "netdef/operator.h"

namespace netdef {
namespace {

class DataCoupleOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  bool RunOnDevice() override { return true; }
};

OPERATOR_SCHEMA(DataCouple)
    .NumInputs(0, OpSchema::kMany)
    .NumOutputs(0, OpSchema::kMany)
    .EnforceOneToOneInplace()
    .Shape([](const ShapeInputs& in) { return in.specs; })
    .SetDoc("Leaves its blobs as they are, but makes all who read them afterwards wait until all are written.")
    .Input(0, "X0, X1, ...", "Blobs of any kind; inputs without an output are only waited for.")
    .Output(0, "X0, X1, ...", "The same blobs.");

REGISTER_CPU_OPERATOR(DataCouple, DataCoupleOp);
GRADIENT_NOT_IMPLEMENTED_YET(DataCouple);

}  // namespace
}  // namespace netdef
