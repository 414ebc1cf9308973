// Engine DNNLOWP of LSTMUnit, and Int8LSTMUnit: the float unit on the values that quantized states and gates stand for;
// both outputs are quantized by the ranges that the float unit has.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

class LSTMUnitOp final : public TwinOperator {
 public:
  LSTMUnitOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, ws, "LSTMUnit") {}
  bool RunOnDevice() override {
    FeedReal();
    twin_.Run();
    const QParams hidden = ChooseParams(twin_.output(0)), cell = ChooseParams(twin_.output(1));
    for (int i = 0; i < 3; ++i) FeedRounded(i, args_.preserve_activation_sparsity);  // hidden state, cell state, gates
    twin_.Run();
    WriteReal(twin_.output(0), hidden, 0);
    WriteReal(twin_.output(1), cell, 1);
    return true;
  }
};

OPERATOR_SCHEMA(Int8LSTMUnit)
    .NumInputs(4, 5)
    .NumOutputs(2)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its outputs itself")
    .SetDoc("Long short-term memory unit on quantized states and gates, under engine DNNLOWP; see LSTMUnit.")
    .Input(0, "HIDDEN_PREV", "Int8Tensor or float tensor.")
    .Input(1, "CELL_PREV", "Likewise.")
    .Input(2, "GATES", "Likewise.")
    .Input(3, "SEQ_LENGTHS", "int32, unless sequence_lengths is 0.")
    .Input(4, "TIMESTEP", "int32.")
    .Output(0, "HIDDEN", "Int8Tensor.")
    .Output(1, "CELL", "Int8Tensor.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(LSTMUnit, DNNLOWP, LSTMUnitOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8LSTMUnit, DNNLOWP, LSTMUnitOp);
DNNLOWP_NO_GRADIENT(Int8LSTMUnit);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
