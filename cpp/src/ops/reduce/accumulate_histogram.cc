// AccumulateHistogram: counts of the elements of X in bins of the same width, those of this run and those
// of all runs of the operator so far. The first and the last bin take what lies below and above.
#include <algorithm>
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct AccumulateHistogramArgs {
  float lower_bound = 0.0f, upper_bound = 1.0f;
  int num_buckets = 1;

  template <typename V>
  void Fields(V& v) {
    v("lower_bound", lower_bound, "Where the first inner bin begins.");
    v("upper_bound", upper_bound, "Where the last inner bin ends.");
    v("num_buckets", num_buckets, "How many inner bins there are.");
    if (V::kReads) {
      NETDEF_ENFORCE_GT(num_buckets, 0, "num_buckets must be positive");
      NETDEF_ENFORCE(!std::isnan(lower_bound) && !std::isnan(upper_bound), "lower_bound and upper_bound must be numbers");
    }
  }
};

class AccumulateHistogramOp final : public KernelOperator<AccumulateHistogramArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    int64_t* current = Output(0)->mutable_data<int64_t>();
    all_.resize(static_cast<size_t>(Output(0)->numel()), 0);
    std::fill(current, current + all_.size(), 0);
    const float width = (args_.upper_bound - args_.lower_bound) / static_cast<float>(args_.num_buckets);
    for (int64_t i = 0; i < Input(0).numel(); ++i) ++current[Bin(x[i], width)];
    for (size_t i = 0; i < all_.size(); ++i) all_[i] += current[i];
    std::copy(all_.begin(), all_.end(), Output(1)->mutable_data<int64_t>());
  }

 private:
  int Bin(float x, float width) const {
    const int last = args_.num_buckets + 1;
    if (!(x >= args_.lower_bound)) return 0;  // NaN too
    if (x >= args_.upper_bound) return last;
    const float bin = 1 + std::floor((x - args_.lower_bound) / width);
    return bin < static_cast<float>(last - 1) ? static_cast<int>(bin) : last - 1;  // NaN, of infinite bounds, counts in the last
  }

  std::vector<int64_t> all_;  // sized as the outputs are, which Limits hold for
};

OPERATOR_SCHEMA(AccumulateHistogram)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<AccumulateHistogramArgs>()
    .Shape<AccumulateHistogramArgs>([](const AccumulateHistogramArgs& args, const ShapeInputs&) {
      return std::vector<TensorSpec>(2, TensorSpec({int64_t{args.num_buckets} + 2}, DType::kInt64));
    })
    .Stateful()
    .SetDoc("Counts how many elements lie in each bin, in this run and in all runs so far.")
    .Input(0, "X", "Float tensor.")
    .Output(0, "CurHist", "int64: counts of this run, num_buckets + 2 of them; NaN counts as below.")
    .Output(1, "AccHist", "int64: counts of all runs of this operator.");

REGISTER_CPU_OPERATOR(AccumulateHistogram, AccumulateHistogramOp);
SHOULD_NOT_DO_GRADIENT(AccumulateHistogram);

}  // namespace
}  // namespace netdef
