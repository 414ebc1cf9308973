// OptionalHasElement of ONNX: whether an optional has a value.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class OptionalHasElementOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const bool has = HasInput(0) && !InputIsType<EmptyOptional>(0);
    Tensor* out = Output<Tensor>(0);
    out->Resize(Dims{});
    *out->mutable_data<bool>() = has;
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(OptionalHasElement)
    .FillUsing(SequenceSchema)
    .NumInputs(0, 1)
    .NumOutputs(1)
    .SetDoc("Whether an optional has a value.")
    .Input(0, "input", "Optional, tensor or sequence.")
    .Output(0, "output", "Bool scalar.");

REGISTER_ONNX_OPERATOR(OptionalHasElement, OptionalHasElementOp);

}  // namespace
}  // namespace netdef
