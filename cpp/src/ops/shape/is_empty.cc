// IsEmpty: whether X has no element.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

class IsEmptyOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    *Output(0)->mutable_data<bool>() = Input(0).numel() == 0;
  }
};

OPERATOR_SCHEMA(IsEmpty)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims(), DType::kBool}}; })
    .SetDoc("Whether a tensor has no element.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "is_empty", "Scalar bool.");

REGISTER_CPU_OPERATOR(IsEmpty, IsEmptyOp);
SHOULD_NOT_DO_GRADIENT(IsEmpty);

}  // namespace
}  // namespace netdef
