// Elu: y = x for x > 0, alpha * (exp(x) - 1) elsewhere.
// https://arxiv.org/abs/1511.07289
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct EluArgs {
  float alpha = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the negative part.");
  }
};

struct Elu : CostlyFormula {
  float operator()(float x, const EluArgs& args) const { return x > 0 ? x : args.alpha * vec::Expm1(x); }
};

class EluOp final : public KernelOperator<EluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    MapElements(Input(0).numel(), Output(0)->mutable_data<float>(), Elu(), args_, Input(0).data<float>());
  }
};

// dX = dY for y >= 0, dY * (y + alpha) elsewhere, as d/dx alpha * (exp(x) - 1) = y + alpha.
class EluGradientOp final : public KernelOperator<EluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(1).numel(), Input(0).numel(), "[EluGradient] Y and dY must have the same size");
    const float* y = Input(0).data<float>();
    const float* dy = Input(1).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    ParallelFor(0, Input(0).numel(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) dx[i] = y[i] >= 0 ? dy[i] : dy[i] * (y[i] + args_.alpha);
    });
  }
};

OPERATOR_SCHEMA(Elu)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<EluArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Exponential linear unit: passes positive values, bends negative ones towards -alpha.\n\n"
            "Source: [Clevert et al., 2015](https://arxiv.org/abs/1511.07289).")
    .Input(0, "X", "Float tensor of any shape.")
    .Output(0, "Y", "Shape and type of X.");

OPERATOR_SCHEMA(EluGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .AllowInplace({{1, 0}})
    .Args<EluArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of Elu.")
    .Input(0, "Y", "Output of Elu.")
    .Input(1, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(Elu, EluOp);
REGISTER_CPU_OPERATOR(EluGradient, EluGradientOp);
SIMPLE_GRADIENT(Elu, "EluGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
