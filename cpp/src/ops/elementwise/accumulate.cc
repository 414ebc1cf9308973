// Accumulate: Y = X + gamma * Y, where Y starts with zeros and whenever the shape of X changes.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct AccumulateArgs {
  float gamma = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("gamma", gamma, "What is left of the earlier sum.");
  }
};

struct Add {
  template <typename T>
  T operator()(T x, T y, const AccumulateArgs& args) const {
    return x + static_cast<T>(args.gamma) * y;
  }
};

// No KernelOperator: sizing the output must not touch what it holds.
class AccumulateOp final : public Operator<CPUContext> {
 public:
  AccumulateOp(const OperatorDef& def, Workspace* ws)
      : Operator(def, ws), args_(ParseArgs<AccumulateArgs>(arguments())) {}

  bool RunOnDevice() override {
    const Tensor& x = Input(0);
    Tensor* y = Output(0);
    DispatchTypes(FloatTypes(), x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      if (y->dims() != x.dims() || !y->IsType<T>()) {
        y->Resize(x.dims(), x.dtype());
        std::fill(y->mutable_data<T>(), y->mutable_data<T>() + y->numel(), T(0));
      }
      MapElements(x.numel(), y->mutable_data<T>(), Add(), args_, x.data<T>(), y->data<T>());
    });
    return true;
  }

 private:
  const AccumulateArgs args_;
};

OPERATOR_SCHEMA(Accumulate)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<AccumulateArgs>()
    .IdenticalTypeAndShape()
    .Stateful()
    .SetDoc("Adds its input to its output, run by run; earlier runs count less by `gamma` each time.")
    .Input(0, "input", "Float tensor.")
    .Output(0, "output", "The sum so far.");

REGISTER_CPU_OPERATOR(Accumulate, AccumulateOp);
SHOULD_NOT_DO_GRADIENT(Accumulate);

}  // namespace
}  // namespace netdef
