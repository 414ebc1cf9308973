// SoftmaxCrossEntropyLoss of ONNX: the negative log-likelihood of the softmax over the classes.
#include "ops/onnx_norm/_loss.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(SoftmaxCrossEntropyLoss)
    .NumInputs(2, 3)
    .NumOutputs(1, 2)
    .Args<LossArgs>()
    .Shape<LossArgs>(LossShape)
    .SetDoc("Minus the log-probability of the right class, from scores.")
    .Input(0, "scores", "[N, C, ...].")
    .Input(1, "labels", "[N, ...]: int32 or int64 classes.")
    .Input(2, "weights", "[C]: weight of each class; optional.")
    .Output(0, "output", "[N, ...] for reduction none, else a scalar.")
    .Output(1, "log_prob", "[N, C, ...]: logarithm of the softmax.");

REGISTER_ONNX_OPERATOR(SoftmaxCrossEntropyLoss, LossOp<true>);

}  // namespace
}  // namespace netdef
