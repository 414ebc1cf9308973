// ElementwiseLinear: y = x * w + b, where w and b have one number for each place of the dims from `axis` on.
// dX = dY * w; dw = sum of dY * X and db = sum of dY over the dims before `axis`.
#include "netdef/broadcast.h"
#include "netdef/dims.h"

namespace netdef {
namespace {

struct ElementwiseLinearArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "First of the dims that have weights of their own.");
  }
};

// X as (rows, places) against the weights.
BroadcastPlan MakePlan(const ElementwiseLinearArgs& args, const Dims& x, const Dims& w) {
  const int axis = CanonicalAxis(args.axis, x);
  const int64_t places = SizeFromDim(x, axis);
  NETDEF_ENFORCE(w == Dims{places}, "w and b must be vectors of ", places, " numbers for X [", DimsString(x),
                 "] and axis ", axis, ", got shape [", DimsString(w), "]");
  return BroadcastPlan(Dims{SizeToDim(x, axis), places}, w);
}

class ElementwiseLinearOp final : public KernelOperator<ElementwiseLinearArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = MakePlan(args_, Input(0).dims(), Input(1).dims());
    NETDEF_ENFORCE(Input(2).dims() == Input(1).dims(), "w and b must have the same shape, b has [",
                   DimsString(Input(2).dims()), "]");
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      const T* w = Input(1).data<T>();
      const T* b = Input(2).data<T>();
      T* y = Output(0)->mutable_data<T>();
      BroadcastEach(plan_, [=](int64_t i, int64_t, int64_t place) { y[i] = x[i] * w[place] + b[place]; });
    });
  }

 private:
  BroadcastPlan plan_;
};

// (dY, X, w) -> (dX, dw, db)
class ElementwiseLinearGradientOp final : public KernelOperator<ElementwiseLinearArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = MakePlan(args_, Input(1).dims(), Input(2).dims());
    NETDEF_ENFORCE_EQ(Input(0).numel(), Input(1).numel(), "[ElementwiseLinearGradient] dY must have the shape of X");
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(0).data<T>();
      const T* x = Input(1).data<T>();
      const T* w = Input(2).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      BroadcastEach(plan_, [=](int64_t i, int64_t, int64_t place) { dx[i] = dy[i] * w[place]; });
      BroadcastSum<Operand::kB>(plan_, Output(1)->mutable_data<T>(),
                                [=](int64_t i, int64_t, int64_t) { return dy[i] * x[i]; });
      BroadcastSum<Operand::kB>(plan_, Output(2)->mutable_data<T>(), [=](int64_t i, int64_t, int64_t) { return dy[i]; });
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(ElementwiseLinear)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<ElementwiseLinearArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Multiplies each place of the dims from `axis` on by a weight and adds a bias.")
    .Input(0, "X", "Float tensor.")
    .Input(1, "w", "Weights: a vector.")
    .Input(2, "b", "Biases: a vector.")
    .Output(0, "Y", "Shape and type of X.");

OPERATOR_SCHEMA(ElementwiseLinearGradient)
    .NumInputs(3)
    .NumOutputs(3)
    .Args<ElementwiseLinearArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{in[1], in[2], in[2]}; })
    .SetDoc("Gradient of ElementwiseLinear.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of ElementwiseLinear.")
    .Input(2, "w", "Weights.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dw", "Gradient of w.")
    .Output(2, "db", "Gradient of b.");

REGISTER_CPU_OPERATOR(ElementwiseLinear, ElementwiseLinearOp);
REGISTER_CPU_OPERATOR(ElementwiseLinearGradient, ElementwiseLinearGradientOp);
SIMPLE_GRADIENT(ElementwiseLinear, "ElementwiseLinearGradient", {GO(0), I(0), I(1)}, {GI(0), GI(1), GI(2)});

}  // namespace
}  // namespace netdef
