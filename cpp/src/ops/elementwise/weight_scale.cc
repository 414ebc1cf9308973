// WeightScale: nw = w * scale in every `stepsize`-th iteration before `upper_bound_iter`, w in all others.
#include <limits>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct WeightScaleArgs {
  int64_t stepsize = std::numeric_limits<int64_t>::max();
  int64_t upper_bound_iter = std::numeric_limits<int64_t>::max();
  float scale = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("stepsize", stepsize, "Iterations from one scaling to the next.");
    v("upper_bound_iter", upper_bound_iter, "Iteration from which on nothing is scaled.");
    v("scale", scale, "Factor.");
    if (V::kReads) NETDEF_ENFORCE_GT(stepsize, 0, "stepsize must be positive");
  }
};

struct Scaled {
  template <typename T>
  T operator()(T x, const WeightScaleArgs& args) const {
    return static_cast<T>(args.scale) * x;
  }
};

class WeightScaleOp final : public KernelOperator<WeightScaleArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[WeightScale] iter must be one number");
    // The counter has not been raised for this iteration yet.
    const int64_t iteration = *Input(1).data<int64_t>() + 1;
    if (iteration >= args_.upper_bound_iter || iteration % args_.stepsize != 0) {
      Output(0)->CopyFrom(Input(0));
      return;
    }
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      MapElements(Input(0).numel(), Output(0)->mutable_data<T>(), Scaled(), args_, Input(0).data<T>());
    });
  }
};

OPERATOR_SCHEMA(WeightScale)
    .NumInputs(2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<WeightScaleArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Multiplies a parameter by `scale` every `stepsize` iterations.")
    .Input(0, "w", "Float tensor.")
    .Input(1, "iter", "Iteration counter: one int64.")
    .Output(0, "nw", "Shape and type of w.");

REGISTER_CPU_OPERATOR(WeightScale, WeightScaleOp);
SHOULD_NOT_DO_GRADIENT(WeightScale);

}  // namespace
}  // namespace netdef
