// SequenceInsert of ONNX: a sequence with one more tensor.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class SequenceInsertOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    TensorSequence sequence = Input<TensorSequence>(0);
    const Tensor& item = Input<Tensor>(1);
    CheckItemType(sequence, item);
    const auto size = static_cast<int64_t>(sequence.items.size());
    const int64_t at = HasInput(2) ? CheckedPlace(Input<Tensor>(2), size, true, "SequenceInsert") : size;
    sequence.items.insert(sequence.items.begin() + at, item.Clone());
    *Output<TensorSequence>(0) = std::move(sequence);
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(SequenceInsert)
    .FillUsing(SequenceSchema)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .SetDoc("A sequence with one more tensor.")
    .Input(0, "input_sequence", "The sequence.")
    .Input(1, "tensor", "Tensor of the type of its items.")
    .Input(2, "position", "Where it goes; absent: to the end.")
    .Output(0, "output_sequence", "The longer sequence.");

REGISTER_ONNX_OPERATOR(SequenceInsert, SequenceInsertOp);

}  // namespace
}  // namespace netdef
