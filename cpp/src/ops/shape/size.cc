// Size: how many elements X has.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

class SizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    *Output(0)->mutable_data<int64_t>() = Input(0).numel();
  }
};

OPERATOR_SCHEMA(Size)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims(), DType::kInt64}}; })
    .SetDoc("The number of elements of a tensor.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "size", "Scalar int64.");

REGISTER_CPU_OPERATOR(Size, SizeOp);
NO_GRADIENT(Size);

}  // namespace
}  // namespace netdef
