// Where of ONNX: the element of X where the condition holds, else that of Y; all three are stretched to one shape.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

class WhereOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE(Input(1).dtype() == Input(2).dtype(), "[Where] X and Y must be of one type, got ",
                   DTypeName(Input(1).dtype()), " and ", DTypeName(Input(2).dtype()));
    const Dims dims = Output(0)->dims();
    // The choice is stretched first, so that the rest has two operands.
    const BroadcastPlan choice(dims, Input(0).dims());
    condition_.resize(static_cast<size_t>(choice.size()));
    const bool* condition = Input(0).data<bool>();
    BroadcastEach(choice, [&](int64_t c, int64_t, int64_t b) { condition_[static_cast<size_t>(c)] = condition[b]; });
    DispatchItemTypes(Input(1).dtype(), [&](auto zero) {
      using T = decltype(zero);
      Select<T>(BroadcastPlan(dims, Input(1).dims()), Items<T>(Input(1)), 1);
      Select<T>(BroadcastPlan(dims, Input(2).dims()), Items<T>(Input(2)), 0);
    });
  }

 private:
  template <typename T>
  void Select(const BroadcastPlan& plan, const T* from, uint8_t chosen) {
    T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(1).dtype()));
    const uint8_t* condition = condition_.data();
    ParallelFor(0, plan.size(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
      const int64_t step = plan.inner().b;
      plan.Walk(begin, end, [&](int64_t c, int64_t, int64_t b, int64_t n) {
        for (int64_t i = 0; i < n; ++i) {
          if (condition[c + i] == chosen) out[c + i] = from[b + i * step];
        }
      });
    });
  }

  std::vector<uint8_t> condition_;
};

ONNX_OPERATOR_SCHEMA(Where)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return BroadcastShape(in, in[1].dtype); })
    .SetDoc("Chooses elements of X or Y.")
    .Input(0, "condition", "Bool tensor.")
    .Input(1, "X", "Elements where the condition holds.")
    .Input(2, "Y", "Elements elsewhere, of the same type.")
    .Output(0, "output", "Tensor of the shape to which all inputs stretch.");

REGISTER_ONNX_OPERATOR(Where, WhereOp);

}  // namespace
}  // namespace netdef
