// Identity of ONNX: a copy, of tensors, sequences and optionals.
#include "netdef/sequence.h"
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

class IdentityOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    if (IsInputOutputAlias(0, 0)) return true;
    if (InputIsType<TensorSequence>(0)) {
      *Output<TensorSequence>(0) = Input<TensorSequence>(0);
    } else if (InputIsType<EmptyOptional>(0)) {
      Output<EmptyOptional>(0);
    } else {
      Output<Tensor>(0)->CopyFrom(Input<Tensor>(0));
    }
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(Identity)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc("A copy.")
    .Input(0, "input", "Tensor, sequence or optional.")
    .Output(0, "output", "The same.");

REGISTER_ONNX_OPERATOR(Identity, IdentityOp);

}  // namespace
}  // namespace netdef
