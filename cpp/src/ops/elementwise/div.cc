// Div: C = A / B with broadcasting; integers divide towards zero.
// dA = dC / B, dB = -dC * C / B, each summed over the axes along which the operand was stretched.
//
// Known difference: an integer division by zero is an error; Caffe2 ends the process.
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Div {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) {
      if (b == T(-1)) return SubWrapped(T(0), a);  // the one quotient that may not fit wraps around
    }
    return a / b;
  }
};

class DivOp final : public KernelOperator<BroadcastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { plan_ = BroadcastPlan(args_, Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* b = Input(1).data<T>();
      if (std::is_integral_v<T> && plan_.size() > 0) {
        NETDEF_ENFORCE(std::find(b, b + Input(1).numel(), zero) == b + Input(1).numel(),
                       "[Div] integer division by zero");
      }
      BroadcastMap(plan_, Input(0).data<T>(), b, Output(0)->mutable_data<T>(), Div());
    });
  }

 private:
  BroadcastPlan plan_;
};

// (dC, A, B, C), or (dC, B, C) where C has taken A's place; C has A's shape then.
class DivGradientOp final : public KernelOperator<BroadcastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = BroadcastPlan(args_, Input(1).dims(), B().dims());
    NETDEF_ENFORCE_EQ(DC().numel(), plan_.size(), "[DivGradient] dC must have the shape of the result");
    NETDEF_ENFORCE_EQ(C().numel(), plan_.size(), "[DivGradient] C must have the shape of the result");
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), DC().dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dc = DC().data<T>();
      const T* b = B().data<T>();
      const T* c = C().data<T>();
      // dA may be in place of dC, so it comes last.
      BroadcastSum<Operand::kB>(plan_, Output(1)->mutable_data<T>(), [dc, b, c](int64_t ic, int64_t, int64_t ib) {
        return -dc[ic] * c[ic] / b[ib];
      });
      BroadcastSum<Operand::kA>(plan_, Output(0)->mutable_data<T>(),
                                [dc, b](int64_t ic, int64_t, int64_t ib) { return dc[ic] / b[ib]; });
    });
  }

 private:
  // Three inputs are (B, C, dC), as in nets of before A was one; input 1, A or C, has the shape of dA then too.
  bool old() const { return InputSize() == 3; }
  const Tensor& B() const { return Input(old() ? 0 : 2); }
  const Tensor& C() const { return Input(old() ? 1 : 3); }
  const Tensor& DC() const { return Input(old() ? 2 : 0); }

  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(Div)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Quotient of two tensors, element by element.")
    .Differs("An integer division by zero is an error here, where Caffe2 ends the process.");

OPERATOR_SCHEMA(DivGradient)
    .NumInputs(3, 4)
    .NumOutputs(2)
    .AllowInplace({{0, 0}})
    .Args<BroadcastArgs>()
    .Shape([](const ShapeInputs& in) {
      return std::vector<TensorSpec>{in[1], in[in.size() == 3 ? 0 : 2]};
    })
    .SetDoc("Gradient of Div. Takes (dC, A, B, C), or (B, C, dC) in old nets, where A has the shape of C.")
    .Input(0, "dC", "Gradient of C.")
    .Input(1, "A", "Dividend.")
    .Input(2, "B", "Divisor.")
    .Input(3, "C", "Output of Div.")
    .Output(0, "dA", "Gradient of A.")
    .Output(1, "dB", "Gradient of B.");

REGISTER_CPU_OPERATOR(Div, DivOp);
REGISTER_CPU_OPERATOR(DivGradient, DivGradientOp);

SIMPLE_GRADIENT(Div, "DivGradient", {GO(0), I(0), I(1), O(0)}, {GI(0), GI(1)});

}  // namespace
}  // namespace netdef
