// SequenceConstruct of ONNX: a sequence of tensors.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

class SequenceConstructOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    TensorSequence sequence;
    for (int i = 0; i < InputSize(); ++i) {
      CheckItemType(sequence, Input<Tensor>(i));
      sequence.items.push_back(Input<Tensor>(i).Clone());
    }
    *Output<TensorSequence>(0) = std::move(sequence);
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(SequenceConstruct)
    .FillUsing(SequenceSchema)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .SetDoc("A sequence of tensors.")
    .Input(0, "inputs", "Tensors of one type.")
    .Output(0, "output_sequence", "The sequence.");

REGISTER_ONNX_OPERATOR(SequenceConstruct, SequenceConstructOp);

}  // namespace
}  // namespace netdef
