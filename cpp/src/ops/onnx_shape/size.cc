// Size of ONNX: the number of elements as an int64 scalar.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

class SizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { *Output(0)->mutable_data<int64_t>() = Input(0).numel(); }
};

ONNX_OPERATOR_SCHEMA(Size)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return OneSpec({}, DType::kInt64); })
    .SetDoc("The number of elements of a tensor.")
    .Input(0, "data", "Tensor of any type.")
    .Output(0, "size", "int64 scalar.");

REGISTER_ONNX_OPERATOR(Size, SizeOp);

}  // namespace
}  // namespace netdef
