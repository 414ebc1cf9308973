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
    CopyValue(InputBlob(0), OutputBlob(0));
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
