// LinearRegressor of ONNX: a weighted sum of features for each target.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct LinearRegressorArgs {
  std::vector<float> coefficients, intercepts;
  int64_t targets = 1;
  PostTransform post_transform = PostTransform::kNone;

  template <typename V>
  void Fields(V& v) {
    v("coefficients", coefficients, "[targets, C]: the weights.");
    v("intercepts", intercepts, "[targets]; absent: 0.");
    v("targets", targets, "Number of targets.");
    post_transform = ReadPostTransform(v);
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(targets > 0 && targets <= std::max<int64_t>(1, static_cast<int64_t>(coefficients.size())), "targets is out of range: ", targets);
      NETDEF_ENFORCE(intercepts.empty() || static_cast<int64_t>(intercepts.size()) == targets, "intercepts must have one value for each target");
    }
  }
};

class LinearRegressorOp final : public KernelOperator<LinearRegressorArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const FeatureDims d(Input(0).dims());
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(args_.coefficients.size()), args_.targets * d.features, "[LinearRegressor] a weight is needed for each target and feature");
    const std::vector<double> x = DoublesOf(Input(0));
    float* y = Output(0)->mutable_data<float>();
    for (int64_t r = 0; r < d.rows; ++r) {
      std::vector<double> scores;
      for (int64_t t = 0; t < args_.targets; ++t) {
        double sum = args_.intercepts.empty() ? 0 : static_cast<double>(args_.intercepts[static_cast<size_t>(t)]);
        for (int64_t f = 0; f < d.features; ++f) sum += x[static_cast<size_t>(r * d.features + f)] * static_cast<double>(args_.coefficients[static_cast<size_t>(t * d.features + f)]);
        scores.push_back(sum);
      }
      Transform(args_.post_transform, &scores);
      std::copy(scores.begin(), scores.end(), y + r * args_.targets);
    }
  }
};

ML_OPERATOR_SCHEMA(LinearRegressor)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LinearRegressorArgs>()
    .Shape<LinearRegressorArgs>([](const LinearRegressorArgs& args, const ShapeInputs& in) { return OneSpec({FeatureDims(in[0].dims).rows, args.targets}, DType::kFloat); })
    .SetDoc("Linear regression.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "[N, targets].");

REGISTER_ML_OPERATOR(LinearRegressor, LinearRegressorOp);

}  // namespace
}  // namespace netdef
