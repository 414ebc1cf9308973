// StumpFuncIndex: the places of the elements up to a threshold, and of those above it.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct StumpFuncIndexArgs {
  float threshold = 0.0f;

  template <typename V>
  void Fields(V& v) {
    v("threshold", threshold, "Largest x that counts as low.");
  }
};

class StumpFuncIndexOp final : public KernelOperator<StumpFuncIndexArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const int64_t n = Input(0).numel();
    int64_t count = 0;
    for (int64_t i = 0; i < n; ++i) count += x[i] <= args_.threshold;
    Output(0)->Resize({count}, DType::kInt64);
    Output(1)->Resize({n - count}, DType::kInt64);
    int64_t* low = Output(0)->mutable_data<int64_t>();
    int64_t* high = Output(1)->mutable_data<int64_t>();
    for (int64_t i = 0; i < n; ++i) *(x[i] <= args_.threshold ? low++ : high++) = i;
  }
};

OPERATOR_SCHEMA(StumpFuncIndex)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<StumpFuncIndexArgs>()
    .ShapeDependsOnData("how many elements lie on either side of the threshold is up to them")
    .SetDoc("Splits the places of a tensor's elements by a threshold.")
    .Input(0, "X", "Float tensor, seen as a vector.")
    .Output(0, "Index_Low", "int64: places of the elements up to the threshold.")
    .Output(1, "Index_High", "int64: places of those above it.");

REGISTER_CPU_OPERATOR(StumpFuncIndex, StumpFuncIndexOp);
NO_GRADIENT(StumpFuncIndex);

}  // namespace
}  // namespace netdef
