// HasElements: whether any input has an element.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

class HasElementsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    bool any = false;
    for (int i = 0; i < InputSize(); ++i) any = any || Input(i).numel() > 0;
    *Output(0)->mutable_data<bool>() = any;
  }
};

OPERATOR_SCHEMA(HasElements)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims(), DType::kBool}}; })
    .SetDoc("Whether any of several tensors has an element.")
    .Input(0, "X0, X1, ...", "Tensors of any type.")
    .Output(0, "has_elements", "Scalar bool.");

REGISTER_CPU_OPERATOR(HasElements, HasElementsOp);
SHOULD_NOT_DO_GRADIENT(HasElements);

}  // namespace
}  // namespace netdef
