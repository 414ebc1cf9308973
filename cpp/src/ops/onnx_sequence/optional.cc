// Optional of ONNX: an optional, with a value where there is an input.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class OptionalOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    if (!HasInput(0)) {
      Output<EmptyOptional>(0);
    } else {
      CopyValue(InputBlob(0), OutputBlob(0));
    }
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(Optional)
    .FillUsing(SequenceSchema)
    .NumInputs(0, 1)
    .NumOutputs(1)
    .SetDoc("An optional, with a value where there is an input.")
    .Input(0, "input", "Tensor or sequence; absent: the optional is empty.")
    .Output(0, "output", "The optional.");

REGISTER_ONNX_OPERATOR(Optional, OptionalOp);

}  // namespace
}  // namespace netdef
