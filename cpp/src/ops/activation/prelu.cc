// PRelu: y = x for x > 0, slope * x elsewhere, with one slope for each channel or one for all.
// dX = dY for x > 0, slope * dY elsewhere; dSlope = sum of x * dY over the elements with x <= 0.
// https://arxiv.org/abs/1502.01852
#include "netdef/broadcast.h"
#include "netdef/dims.h"

namespace netdef {
namespace {

struct PReluArgs {
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("order", order, "Where the channels are: NCHW or NHWC.");
  }
};

// X as (before, channels, after) against the slopes.
BroadcastPlan MakePlan(const PReluArgs& args, const Dims& x, const Dims& slope) {
  const int64_t size = NumElements(x);
  if (NumElements(slope) == 1) return BroadcastPlan(Dims{size}, Dims{1});
  NETDEF_ENFORCE(args.order == "NCHW" || args.order == "NHWC", "order must be NCHW or NHWC, got '", args.order, "'");
  const size_t channel = args.order == "NCHW" ? 1 : x.size() - 1;
  NETDEF_ENFORCE(channel < x.size() && slope == Dims{x[channel]},
                 "the slopes must be one, or one for each channel of X [", DimsString(x), "], order ", args.order,
                 "; got shape [", DimsString(slope), "]");
  return BroadcastPlan(Dims{SizeBetween(x, 0, channel), x[channel], SizeFromDim(x, static_cast<int64_t>(channel) + 1)},
                       Dims{1, x[channel], 1});
}

struct PRelu {
  template <typename T>
  T operator()(T x, T slope) const {
    return x > T(0) ? x : slope * x;
  }
};

class PReluOp final : public KernelOperator<PReluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { plan_ = MakePlan(args_, Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      BroadcastMap(plan_, Input(0).data<T>(), Input(1).data<T>(), Output(0)->mutable_data<T>(), PRelu());
    });
  }

 private:
  BroadcastPlan plan_;
};

// (Y, dY, X, Slope) -> (dX, dSlope)
class PReluGradientOp final : public KernelOperator<PReluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    NETDEF_ENFORCE_EQ(Input(1).numel(), Input(2).numel(), "[PReluGradient] dY must have the shape of X");
    plan_ = MakePlan(args_, Input(2).dims(), Input(3).dims());
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(1).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(1).data<T>();
      const T* x = Input(2).data<T>();
      const T* slope = Input(3).data<T>();
      BroadcastSum<Operand::kA>(plan_, Output(0)->mutable_data<T>(), [=](int64_t i, int64_t, int64_t s) {
        return x[i] > T(0) ? dy[i] : slope[s] * dy[i];
      });
      BroadcastSum<Operand::kB>(plan_, Output(1)->mutable_data<T>(), [=](int64_t i, int64_t, int64_t) {
        return x[i] > T(0) ? T(0) : x[i] * dy[i];
      });
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(PRelu)
    .NumInputs(2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<PReluArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Rectified linear unit with learned slopes for negative values.\n\n"
            "Source: [He et al., 2015](https://arxiv.org/abs/1502.01852).")
    .Input(0, "X", "Tensor with channels.")
    .Input(1, "Slope", "One slope for each channel, or one for all.")
    .Output(0, "Y", "Shape and type of X.");

OPERATOR_SCHEMA(PReluGradient)
    .NumInputs(4)
    .NumOutputs(2)
    .Args<PReluArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{in[2], in[3]}; })
    .SetDoc("Gradient of PRelu.")
    .Input(0, "Y", "Output of PRelu.")
    .Input(1, "dY", "Gradient of Y.")
    .Input(2, "X", "Input of PRelu.")
    .Input(3, "Slope", "Slopes.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dSlope", "Gradient of the slopes.");

REGISTER_CPU_OPERATOR(PRelu, PReluOp);
REGISTER_CPU_OPERATOR(PReluGradient, PReluGradientOp);
SIMPLE_GRADIENT(PRelu, "PReluGradient", {O(0), GO(0), I(0), I(1)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
