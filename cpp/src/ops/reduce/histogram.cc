// Histogram: how many elements of all inputs lie between each edge and the next. An edge belongs to the
// bin that it begins; what lies outside, NaN and the last edge are not counted.
#include <algorithm>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct HistogramArgs {
  std::vector<float> bin_edges;

  template <typename V>
  void Fields(V& v) {
    v("bin_edges", bin_edges, "Edges of the bins, at least two, each larger than the one before.");
    if (!V::kReads) return;
    NETDEF_ENFORCE(bin_edges.size() >= 2, "Number of bin edges must be greater than or equal to 2, got ", bin_edges.size());
    for (size_t i = 1; i < bin_edges.size(); ++i) {
      NETDEF_ENFORCE(bin_edges[i] > bin_edges[i - 1], "bin_edges must be a strictly increasing sequence of values");
    }
  }
};

class HistogramOp final : public KernelOperator<HistogramArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    int64_t* counts = Output(0)->mutable_data<int64_t>();
    std::fill(counts, counts + Output(0)->numel(), 0);
    for (int i = 0; i < InputSize(); ++i) {
      DispatchTypes(FloatTypes(), Input(i).dtype(), [&](auto zero) {
        const auto* x = Input(i).data<decltype(zero)>();
        for (int64_t k = 0; k < Input(i).numel(); ++k) Count(x[k], counts);
      });
    }
  }

 private:
  template <typename T>
  void Count(T x, int64_t* counts) const {
    const std::vector<float>& edges = args_.bin_edges;
    if (!(x >= static_cast<T>(edges.front()) && x < static_cast<T>(edges.back()))) return;
    const auto after = std::upper_bound(edges.begin(), edges.end(), x, [](T a, float b) { return a < static_cast<T>(b); });
    ++counts[after - edges.begin() - 1];
  }
};

OPERATOR_SCHEMA(Histogram)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<HistogramArgs>()
    .Shape<HistogramArgs>([](const HistogramArgs& args, const ShapeInputs&) {
      return std::vector<TensorSpec>{{{static_cast<int64_t>(args.bin_edges.size()) - 1}, DType::kInt64}};
    })
    .SetDoc("Counts how many elements of tensors lie in each bin.")
    .Input(0, "X1, X2, ...", "Float tensors.")
    .Output(0, "histogram", "int64: one count for each bin.");

REGISTER_CPU_OPERATOR(Histogram, HistogramOp);
SHOULD_NOT_DO_GRADIENT(Histogram);

}  // namespace
}  // namespace netdef
