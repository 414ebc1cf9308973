// SequenceLength of ONNX: the number of tensors of a sequence.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class SequenceLengthOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const auto size = static_cast<int64_t>(Input<TensorSequence>(0).items.size());
    Tensor* out = Output<Tensor>(0);
    out->Resize(Dims{});
    *out->mutable_data<int64_t>() = size;
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(SequenceLength)
    .FillUsing(SequenceSchema)
    .NumInputs(1)
    .NumOutputs(1)
    .SetDoc("The number of tensors of a sequence.")
    .Input(0, "input_sequence", "The sequence.")
    .Output(0, "length", "int64 scalar.");

REGISTER_ONNX_OPERATOR(SequenceLength, SequenceLengthOp);

}  // namespace
}  // namespace netdef
