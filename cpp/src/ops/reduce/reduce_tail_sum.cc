// ReduceTailSum: y[i] = sum of everything in row i of X, all dims but the first taken together.
#include "netdef/broadcast.h"
#include "netdef/dims.h"

namespace netdef {
namespace {

class ReduceTailSumOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const Dims& dims = Input(0).dims();
    plan_ = BroadcastPlan(Dims{dims[0], SizeFromDim(dims, 1)}, Dims{dims[0], 1});
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      BroadcastSum<Operand::kB>(plan_, Output(0)->mutable_data<T>(), [x](int64_t i, int64_t, int64_t) { return x[i]; });
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(ReduceTailSum)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(!in[0].dims.empty(), "X must have at least one dim");
      return std::vector<TensorSpec>{{{in[0].dims[0]}, in[0].dtype}};
    })
    .SetDoc("Sums each row of a tensor, all dims but the first taken together.")
    .Input(0, "X", "Tensor with at least one dim.")
    .Output(0, "Y", "Vector of the sums.");

REGISTER_CPU_OPERATOR(ReduceTailSum, ReduceTailSumOp);
GRADIENT_NOT_IMPLEMENTED_YET(ReduceTailSum);

}  // namespace
}  // namespace netdef
