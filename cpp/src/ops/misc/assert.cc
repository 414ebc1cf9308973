// Assert: fails unless all elements are true.
#include "netdef/operator.h"

namespace netdef {
namespace {

struct AssertArgs {
  std::string error_msg;

  template <typename V>
  void Fields(V& v) {
    v("error_msg", error_msg, "Added to the error.");
  }
};

class AssertOp final : public KernelOperator<AssertArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int64_t, int32_t, bool>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        NETDEF_ENFORCE(static_cast<bool>(x[i]), "Assert failed for element ", i, " in tensor, value: ", x[i],
                       args_.error_msg.empty() ? "" : "\nError message: ", args_.error_msg);
      }
    });
  }
};

OPERATOR_SCHEMA(Assert)
    .NumInputs(1)
    .NumOutputs(0)
    .Args<AssertArgs>()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Fails unless all elements are true.")
    .Input(0, "X", "Bool, int32 or int64 tensor.");

REGISTER_CPU_OPERATOR(Assert, AssertOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(Assert, "it only checks");

}  // namespace
}  // namespace netdef
