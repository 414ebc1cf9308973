// EnforceFinite: fails where X holds NaN or infinity.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

class EnforceFiniteOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      const auto* x = Input(0).data<decltype(zero)>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        NETDEF_ENFORCE(std::isfinite(x[i]), "Index ", i, " is not finite (e.g., NaN, Inf): ", x[i]);
      }
    });
  }
};

OPERATOR_SCHEMA(EnforceFinite)
    .NumInputs(1)
    .NumOutputs(0)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>(); })
    .SetDoc("Fails where a tensor holds NaN or infinity.")
    .Input(0, "X", "Float tensor of any shape.");

REGISTER_CPU_OPERATOR(EnforceFinite, EnforceFiniteOp);
SHOULD_NOT_DO_GRADIENT(EnforceFinite);

}  // namespace
}  // namespace netdef
