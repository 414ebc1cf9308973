// SumReduceLike: C gets the shape of B, each element the sum of the elements of A that it would be
// stretched to if B were broadcast to A from `axis` on.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct SumReduceLikeArgs {
  int axis = -1;
  std::string axis_str;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "Axis of A at which B's first dim lies; -1 puts B at the end.");
    v("axis_str", axis_str, "The same axis as a letter of `order`.");
    v("order", order, "Letters of A's axes, for `axis_str`.");
  }

  BroadcastArgs Rule() const { return {true, axis, axis_str, order}; }
};

class SumReduceLikeOp final : public KernelOperator<SumReduceLikeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { plan_ = BroadcastPlan(args_.Rule(), Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* a = Input(0).data<T>();
      BroadcastSum<Operand::kB>(plan_, Output(0)->mutable_data<T>(),
                                [a](int64_t ic, int64_t, int64_t) { return a[ic]; });
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(SumReduceLike)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<SumReduceLikeArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[1].dims, in[0].dtype}}; })
    .SetDoc("Sums A down to the shape of B: the gradient of broadcasting B to A.")
    .Input(0, "A", "Tensor to reduce.")
    .Input(1, "B", "Tensor that gives the shape.")
    .Output(0, "C", "Shape of B.");

REGISTER_CPU_OPERATOR(SumReduceLike, SumReduceLikeOp);
GRADIENT_NOT_IMPLEMENTED_YET(SumReduceLike);

}  // namespace
}  // namespace netdef
