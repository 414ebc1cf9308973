// BisectPercentile: looks up each element of a matrix in a table of its column, which the arguments hold.
// A value of the table has its percentile from `percentile_mapping`; between two values the percentile is
// interpolated from `percentile_upper` of the lower to `percentile_lower` of the higher one. Below the
// first value it is 0, above the last 1.
#include <algorithm>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct BisectPercentileArgs {
  std::vector<float> percentile_raw, percentile_mapping, percentile_lower, percentile_upper;
  std::vector<int64_t> lengths;

  template <typename V>
  void Fields(V& v) {
    v("percentile_raw", percentile_raw, "Values of the tables, sorted, one column after the other.");
    v("percentile_mapping", percentile_mapping, "Percentile at each value.");
    v("percentile_lower", percentile_lower, "Percentile just below each value.");
    v("percentile_upper", percentile_upper, "Percentile just above each value.");
    v("lengths", lengths, "How many values the table of each column has.");
    if (V::kReads) Check();
  }

 private:
  void Check() const {
    const size_t n = percentile_raw.size();
    NETDEF_ENFORCE(percentile_mapping.size() == n && percentile_lower.size() == n && percentile_upper.size() == n,
                   "percentile_mapping, percentile_lower and percentile_upper must be as long as percentile_raw: ", n);
    size_t used = 0;
    for (int64_t length : lengths) {
      NETDEF_ENFORCE(length > 0 && static_cast<size_t>(length) <= n - used,
                     "lengths must be positive and add up to the length of percentile_raw: ", n);
      const auto first = percentile_raw.begin() + static_cast<int64_t>(used);
      NETDEF_ENFORCE(std::is_sorted(first, first + length), "percentile_raw must be sorted for each column");
      used += static_cast<size_t>(length);
    }
    NETDEF_ENFORCE_EQ(used, n, "lengths must add up to the length of percentile_raw");
  }
};

class BisectPercentileOp final : public KernelOperator<BisectPercentileArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), columns = Input(0).dim(1);
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    size_t first = 0;
    for (int64_t c = 0; c < columns; ++c) {
      const auto length = static_cast<size_t>(args_.lengths[static_cast<size_t>(c)]);
      for (int64_t row = 0; row < rows; ++row) y[row * columns + c] = LookUp(first, length, x[row * columns + c]);
      first += length;
    }
  }

 private:
  float LookUp(size_t first, size_t length, float x) const {
    const float* values = args_.percentile_raw.data() + first;
    const float* found = std::lower_bound(values, values + length, x);
    if (found == values + length) return 1.0f;
    const size_t at = first + static_cast<size_t>(found - values);
    if (*found == x) return args_.percentile_mapping[at];
    if (found == values) return 0.0f;
    const float low = found[-1], high = found[0];
    return (args_.percentile_upper[at - 1] * (high - x) + args_.percentile_lower[at] * (x - low)) / (high - low);
  }
};

OPERATOR_SCHEMA(BisectPercentile)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<BisectPercentileArgs>()
    .Shape<BisectPercentileArgs>([](const BisectPercentileArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE(in[0].dims.size() == 2 && in[0].dims[1] == static_cast<int64_t>(args.lengths.size()),
                     "raw_values must be a matrix with one column for each of the ", args.lengths.size(),
                     " lengths, got shape [", DimsString(in[0].dims), "]");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Percentiles of values, looked up in tables that the arguments hold.")
    .Input(0, "raw_values", "Float matrix.")
    .Output(0, "percentile", "Shape of raw_values.");

REGISTER_CPU_OPERATOR(BisectPercentile, BisectPercentileOp);
NO_GRADIENT(BisectPercentile);

}  // namespace
}  // namespace netdef
