// Bucketize: y = how many boundaries are less than x.
#include <algorithm>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct BucketizeArgs {
  std::vector<float> boundaries;

  template <typename V>
  void Fields(V& v) {
    v("boundaries", boundaries, "Sorted; bucket i reaches from boundary i - 1, which is not in it, to boundary i, which is.");
    if (V::kReads) {
      NETDEF_ENFORCE(std::is_sorted(boundaries.begin(), boundaries.end()),
                     "The boundaries need to be monotonically increasing");
    }
  }
};

class BucketizeOp final : public KernelOperator<BucketizeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    int* y = Output(0)->mutable_data<int>();
    const auto first = args_.boundaries.begin(), last = args_.boundaries.end();
    ParallelFor(0, Input(0).numel(), CostlyFormula::kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = static_cast<int>(std::lower_bound(first, last, x[i]) - first);
    });
  }
};

OPERATOR_SCHEMA(Bucketize)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<BucketizeArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[0].dims, DType::kInt32}}; })
    .SetDoc("Tells between which boundaries each element lies.")
    .Input(0, "data", "Float tensor of any shape.")
    .Output(0, "output", "Shape of data, int32: the bucket of each element.");

REGISTER_CPU_OPERATOR(Bucketize, BucketizeOp);
SHOULD_NOT_DO_GRADIENT(Bucketize);

}  // namespace
}  // namespace netdef
