// SequenceErase of ONNX: a sequence without one of its tensors.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class SequenceEraseOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    TensorSequence sequence = Input<TensorSequence>(0);
    const auto size = static_cast<int64_t>(sequence.items.size());
    NETDEF_ENFORCE(size > 0, "[SequenceErase] the sequence is empty");
    const int64_t at = HasInput(1) ? CheckedPlace(Input<Tensor>(1), size, false, "SequenceErase") : size - 1;
    sequence.items.erase(sequence.items.begin() + at);
    *Output<TensorSequence>(0) = std::move(sequence);
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(SequenceErase)
    .FillUsing(SequenceSchema)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .SetDoc("A sequence without one of its tensors.")
    .Input(0, "input_sequence", "The sequence.")
    .Input(1, "position", "Of the tensor; absent: the last one.")
    .Output(0, "output_sequence", "The shorter sequence.");

REGISTER_ONNX_OPERATOR(SequenceErase, SequenceEraseOp);

}  // namespace
}  // namespace netdef
