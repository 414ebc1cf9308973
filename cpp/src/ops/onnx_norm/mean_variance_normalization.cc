// MeanVarianceNormalization of ONNX: (x - mean) / (standard deviation + 1e-9) over some axes.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct MeanVarianceNormalizationArgs {
  std::vector<int64_t> axes{0, 2, 3};

  template <typename V>
  void Fields(V& v) {
    v("axes", axes, "The axes to take the moments over.");
  }
};

class MeanVarianceNormalizationOp final : public WidenedOperator<MeanVarianceNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const std::vector<bool> reduced = MarkAxes(args_.axes, dims.size());
    Dims kept = dims;
    for (size_t i = 0; i < dims.size(); ++i) kept[i] = reduced[i] ? 1 : dims[i];
    const BroadcastPlan plan(dims, kept);
    const auto groups = static_cast<size_t>(NumElements(kept));
    if (plan.size() == 0) return;
    const double n = static_cast<double>(plan.size()) / static_cast<double>(groups);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      std::vector<double> mean(groups), deviation(groups);
      const auto each = [&](auto visit) {
        plan.Walk(0, plan.size(), [&](int64_t c, int64_t, int64_t b, int64_t count) {
          for (int64_t i = 0; i < count; ++i) visit(c + i, static_cast<size_t>(b + i * plan.inner().b));
        });
      };
      each([&](int64_t i, size_t g) { mean[g] += static_cast<double>(x[i]) / n; });
      each([&](int64_t i, size_t g) { deviation[g] += (static_cast<double>(x[i]) - mean[g]) * (static_cast<double>(x[i]) - mean[g]) / n; });
      each([&](int64_t i, size_t g) { y[i] = static_cast<T>((static_cast<double>(x[i]) - mean[g]) / (std::sqrt(deviation[g]) + 1e-9)); });
    });
  }
};

ONNX_OPERATOR_SCHEMA(MeanVarianceNormalization)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<MeanVarianceNormalizationArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Gives mean 0 and variance 1.")
    .Input(0, "X", "Tensor of floats.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ONNX_OPERATOR(MeanVarianceNormalization, MeanVarianceNormalizationOp);

}  // namespace
}  // namespace netdef
