// Expand: X stretched to a shape by numpy's broadcasting, where X may also be the one that is larger.
// dX = dY summed over the axes along which X was stretched.
#include "netdef/broadcast.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

// What is not positive leaves an axis as it is.
Dims ResultDims(const Dims& x, const Tensor& shape) {
  Dims wanted = IntValues(shape, "shape");
  for (int64_t& dim : wanted) dim = std::max<int64_t>(dim, 1);
  NumElements(wanted);
  return BroadcastPlan::ResultDims(x, wanted);
}

class ExpandOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { plan_ = BroadcastPlan(Input(0).dims(), Output(0)->dims()); }

  void Compute() override {
    using Types = TypeList<float, double, Half, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, bool, std::string>;
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      const bool step = plan_.inner().a != 0;
      ParallelFor(0, plan_.size(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
        plan_.Walk(begin, end, [&](int64_t iy, int64_t ix, int64_t, int64_t n) {
          if (step) {
            std::copy(x + ix, x + ix + n, y + iy);
          } else {
            std::fill(y + iy, y + iy + n, x[ix]);
          }
        });
      });
    });
  }

 private:
  BroadcastPlan plan_;
};

class ExpandGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = BroadcastPlan(Input(0).dims(), Input(1).dims());
    NETDEF_ENFORCE_EQ(plan_.size(), Input(0).numel(), "[ExpandGradient] X must be what was stretched to dY");
  }

  void Compute() override {
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(0).data<T>();
      BroadcastSum<Operand::kB>(plan_, Output(0)->mutable_data<T>(),
                                [dy](int64_t i, int64_t, int64_t) { return dy[i]; });
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(Expand)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      const Tensor* shape = in.value(1);
      if (shape == nullptr) return std::vector<TensorSpec>{TensorSpec::Unknown(in[0].dtype)};
      return std::vector<TensorSpec>{{ResultDims(in[0].dims, *shape), in[0].dtype}};
    })
    .SetDoc("Stretches a tensor to a shape by numpy's rule of broadcasting.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "shape", "Vector of int32 or int64; what is not above 1 leaves an axis of X as it is.")
    .Output(0, "Y", "X, repeated along the axes that were stretched.");

OPERATOR_SCHEMA(ExpandGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[1].dims, in[0].dtype}}; })
    .SetDoc("Gradient of Expand: dY summed over the axes that were stretched.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of Expand; only its shape is read.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(Expand, ExpandOp);
REGISTER_CPU_OPERATOR(ExpandGradient, ExpandGradientOp);
SIMPLE_GRADIENT(Expand, "ExpandGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
