// NegativeLogLikelihoodLoss of ONNX: minus the log-probability of each element's class, weighted, and its mean or sum.
#include "ops/onnx_norm/_loss.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(NegativeLogLikelihoodLoss)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<LossArgs>()
    .Shape<LossArgs>(LossShape)
    .SetDoc("Minus the log-probability of the right class.")
    .Input(0, "input", "[N, C, ...]: log-probabilities.")
    .Input(1, "target", "[N, ...]: int32 or int64 classes.")
    .Input(2, "weight", "[C]: weight of each class; optional.")
    .Output(0, "loss", "[N, ...] for reduction none, else a scalar.");

REGISTER_ONNX_OPERATOR(NegativeLogLikelihoodLoss, LossOp<false>);

}  // namespace
}  // namespace netdef
