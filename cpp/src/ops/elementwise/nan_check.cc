// NanCheck: passes X on, and fails where it holds NaN or infinity.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

class NanCheckOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        NETDEF_ENFORCE(std::isfinite(x[i]), "[NanCheck] Tensor ", InputName(0), " contained NaN or inf: element ", i,
                       " is ", x[i]);
      }
    });
    Output(0)->CopyFrom(Input(0));
  }
};

OPERATOR_SCHEMA(NanCheck)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc("Passes X on unchanged; a NaN or infinity in it is an error.")
    .Input(0, "X", "Tensor to check.")
    .Input(1, "others", "Blobs that are named for the reader of an error; not checked.")
    .Output(0, "Y", "Copy of X.");

REGISTER_CPU_OPERATOR(NanCheck, NanCheckOp);
SIMPLE_GRADIENT(NanCheck, "NanCheck", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
