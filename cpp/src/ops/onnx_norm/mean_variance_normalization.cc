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
      const int64_t step = plan.inner().b;
      std::vector<double> mean(groups), factor(groups);
      const auto sum = [&](std::vector<double>* sums, auto term) {
        plan.Walk(0, plan.size(), [&](int64_t c, int64_t, int64_t g, int64_t count) {
          if (step != 0) {
            for (int64_t i = 0; i < count; ++i) (*sums)[static_cast<size_t>(g + i * step)] += term(x[c + i], g + i * step);
            return;
          }
          double total = 0;
#pragma omp simd reduction(+ : total)
          for (int64_t i = 0; i < count; ++i) total += term(x[c + i], g);
          (*sums)[static_cast<size_t>(g)] += total;
        });
        for (double& s : *sums) s /= n;
      };
      sum(&mean, [](T value, int64_t) { return static_cast<double>(value); });
      sum(&factor, [at = mean.data()](T value, int64_t g) {
        const double off = static_cast<double>(value) - at[g];
        return off * off;
      });
      for (double& f : factor) f = 1 / (std::sqrt(f) + 1e-9);
      plan.Walk(0, plan.size(), [&, at = mean.data(), by = factor.data()](int64_t c, int64_t, int64_t g, int64_t count) {
        for (int64_t i = 0; i < count; ++i) y[c + i] = static_cast<T>((static_cast<double>(x[c + i]) - at[g + i * step]) * by[g + i * step]);
      });
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
