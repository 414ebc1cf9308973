// SequenceAt of ONNX: one tensor of a sequence.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class SequenceAtOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const TensorSequence& sequence = Input<TensorSequence>(0);
    const int64_t at = CheckedPlace(Input<Tensor>(1), static_cast<int64_t>(sequence.items.size()), false, "SequenceAt");
    Output<Tensor>(0)->CopyFrom(sequence.items[static_cast<size_t>(at)]);
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(SequenceAt)
    .FillUsing(SequenceSchema)
    .NumInputs(2)
    .NumOutputs(1)
    .SetDoc("One tensor of a sequence.")
    .Input(0, "input_sequence", "The sequence.")
    .Input(1, "position", "Of the tensor; negative: from the end.")
    .Output(0, "tensor", "A copy of it.");

REGISTER_ONNX_OPERATOR(SequenceAt, SequenceAtOp);

}  // namespace
}  // namespace netdef
