// OptionalGetElement of ONNX: the value of an optional.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class OptionalGetElementOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    NETDEF_ENFORCE(!InputIsType<EmptyOptional>(0), "[OptionalGetElement] the optional has no value");
    CopyValue(InputBlob(0), OutputBlob(0));
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(OptionalGetElement)
    .FillUsing(SequenceSchema)
    .NumInputs(1)
    .NumOutputs(1)
    .SetDoc("The value of an optional.")
    .Input(0, "input", "Optional, tensor or sequence.")
    .Output(0, "output", "The value.");

REGISTER_ONNX_OPERATOR(OptionalGetElement, OptionalGetElementOp);

}  // namespace
}  // namespace netdef
