// CastLike of ONNX: the elements of one tensor in the type of another.
#include "ops/onnx_cast/_shared.h"

namespace netdef {
namespace {

class CastLikeOp final : public KernelOperator<ConvertArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { ConvertTensor(Input(0), Input(1).dtype(), args_.Options(), Output(0)); }
};

ONNX_OPERATOR_SCHEMA(CastLike)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<ConvertArgs>()
    .Shape([](const ShapeInputs& in) { return OneSpec(in[0].dims, in[1].dtype); })
    .SetDoc("Converts a tensor to the element type of another; as Cast does.")
    .Input(0, "input", "Tensor of any type.")
    .Input(1, "target_type", "Only its type counts.")
    .Output(0, "output", "The input in that type.");

REGISTER_ONNX_OPERATOR(CastLike, CastLikeOp);

}  // namespace
}  // namespace netdef
