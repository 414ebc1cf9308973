// SequenceEmpty of ONNX: a sequence without items.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

struct SequenceEmptyArgs {
  int64_t dtype = 1;

  template <typename V>
  void Fields(V& v) {
    v("dtype", dtype, "Type of the items that may be put in, as ONNX's TensorProto.DataType; netdef takes that of the first.");
  }
};

class SequenceEmptyOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<TensorSequence>(0) = TensorSequence();
    return true;
  }
};

ONNX_OPERATOR_SCHEMA(SequenceEmpty)
    .FillUsing(SequenceSchema)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<SequenceEmptyArgs>()
    .SetDoc("A sequence without items.")
    .Output(0, "output", "The sequence.");

REGISTER_ONNX_OPERATOR(SequenceEmpty, SequenceEmptyOp);

}  // namespace
}  // namespace netdef
