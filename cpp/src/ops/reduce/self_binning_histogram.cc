// SelfBinningHistogram: a histogram of all inputs whose bins reach from their least to their greatest
// element and a little (1e-4 of the range) beyond, of the same width or of the same ratio.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ops/reduce/_all_inputs.h"

namespace netdef {
namespace {

struct SelfBinningHistogramArgs {
  int num_bins = 0;
  std::string bin_spacing = "linear";
  float logspace_start = 1e-24f;
  bool abs = false;

  template <typename V>
  void Fields(V& v) {
    v("num_bins", num_bins, "How many bins.");
    v("bin_spacing", bin_spacing, "linear or logarithmic.");
    v("logspace_start", logspace_start, "With logarithmic spacing: the least value that a bin begins at.");
    v("abs", abs, "Take the absolute values of the elements.");
    if (!V::kReads) return;
    NETDEF_ENFORCE_GE(num_bins, 1, "Number of bins must be greater than or equal to 1.");
    NETDEF_ENFORCE(bin_spacing == "linear" || bin_spacing == "logarithmic",
                   "Bin spacing can be one of 'linear' or 'logarithmic', got '", bin_spacing, "'");
    NETDEF_ENFORCE_GT(logspace_start, 0.0f, "logspace_start must be positive");
  }
};

class SelfBinningHistogramOp final : public AllInputsOperator<SelfBinningHistogramArgs> {
 public:
  using AllInputsOperator::AllInputsOperator;

 protected:
  void Compute() override {
    RequireOneType();
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) { Fill<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Fill() {
    T min = std::numeric_limits<T>::max(), max = std::numeric_limits<T>::lowest();
    int64_t count = 0;
    ForEach<T>([&](T x) {
      min = std::min(min, x);
      max = std::max(max, x);
      ++count;
    });
    T* edges = Output(0)->mutable_data<T>();
    int64_t* counts = Output(1)->mutable_data<int64_t>();
    const int64_t bins = args_.num_bins;
    std::fill(counts, counts + bins + 1, 0);
    if (count == 0) {
      std::fill(edges, edges + bins + 1, T(0));
      return;
    }
    const bool logarithmic = args_.bin_spacing == "logarithmic";
    if (logarithmic) {
      min = std::max(min, static_cast<T>(args_.logspace_start));
      max = std::max(max, min);
    }
    SetEdges(min, max, logarithmic, edges);
    if (min == max) {
      counts[0] = count;
      return;
    }
    ForEach<T>([&](T x) {
      const int64_t bin = std::upper_bound(edges, edges + bins + 1, x) - edges - 1;
      ++counts[std::min(std::max<int64_t>(bin, 0), bins - 1)];
    });
  }

  template <typename T>
  void SetEdges(T min, T max, bool logarithmic, T* edges) const {
    const T end = max + (max - min) * T(1e-4);
    const T bins = static_cast<T>(args_.num_bins);
    for (int i = 0; i <= args_.num_bins; ++i) {
      const T part = static_cast<T>(i) / bins;
      edges[i] = logarithmic && min < max ? min * std::exp(part * (std::log(end) - std::log(min))) : min + part * (end - min);
    }
    edges[0] = min;
  }
};

OPERATOR_SCHEMA(SelfBinningHistogram)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(2)
    .Args<SelfBinningHistogramArgs>()
    .Shape<SelfBinningHistogramArgs>([](const SelfBinningHistogramArgs& args, const ShapeInputs& in) {
      const Dims dims{int64_t{args.num_bins} + 1};
      return std::vector<TensorSpec>{{dims, in[0].dtype}, {dims, DType::kInt64}};
    })
    .SetDoc("A histogram of tensors whose bins are chosen by their least and greatest element.")
    .Input(0, "X1, X2, ...", "Float tensors of one type.")
    .Output(0, "histogram_values", "Where each bin begins, and where the last one ends.")
    .Output(1, "histogram_counts", "int64: one count for each bin, and 0 at the end.");

REGISTER_CPU_OPERATOR(SelfBinningHistogram, SelfBinningHistogramOp);
SHOULD_NOT_DO_GRADIENT(SelfBinningHistogram);

}  // namespace
}  // namespace netdef
