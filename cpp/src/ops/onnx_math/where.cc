// Where of ONNX: the element of X where the condition holds, else that of Y; all three are stretched to one shape.
#include "netdef/strided.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

// out keeps its elements where the condition holds, else takes y's; `step` 0 repeats the first of these.
template <typename T>
void KeepOrTake(const uint8_t* condition, int64_t n, const T* y, int64_t step, T* out) {
  for (int64_t i = 0; i < n; ++i) out[i] = condition[i] != 0 ? out[i] : y[i * step];
}
NETDEF_SIMD void KeepOrTakeWords(const uint8_t* condition, int64_t n, const uint32_t* y, int64_t step, uint32_t* out) {
  if (step == 0) {
    const uint32_t other = *y;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) out[i] = condition[i] != 0 ? out[i] : other;
  } else {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) out[i] = condition[i] != 0 ? out[i] : y[i];
  }
}

class WhereOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE(Input(1).dtype() == Input(2).dtype(), "[Where] X and Y must be of one type, got ",
                   DTypeName(Input(1).dtype()), " and ", DTypeName(Input(2).dtype()));
    const Dims& dims = Output(0)->dims();
    const uint8_t* condition = reinterpret_cast<const uint8_t*>(Input(0).data<bool>());
    if (Input(0).dims() != dims) {
      condition_.resize(static_cast<size_t>(Output(0)->numel()));
      CopyStrided(dims, condition, StretchedSteps(Input(0).dims(), dims), condition_.data(), RowMajorSteps(dims));
      condition = condition_.data();
    }
    DispatchItemTypes(Input(1).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(1).dtype()));
      CopyStrided(dims, Items<T>(Input(1)), StretchedSteps(Input(1).dims(), dims), out, RowMajorSteps(dims));
      const BroadcastPlan plan(dims, Input(2).dims());
      const T* y = Items<T>(Input(2));
      ParallelFor(0, plan.size(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
        plan.Walk(begin, end, [&](int64_t c, int64_t, int64_t from, int64_t n) {
          if constexpr (std::is_same_v<T, uint32_t>) {
            KeepOrTakeWords(condition + c, n, y + from, plan.inner().b, out + c);
          } else {
            KeepOrTake(condition + c, n, y + from, plan.inner().b, out + c);
          }
        });
      });
    });
  }

 private:
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
