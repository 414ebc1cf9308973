// LinearClassifier of ONNX: a weighted sum of features for each class, and the class with the largest.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct LinearClassifierArgs {
  std::vector<float> coefficients, intercepts;
  ClassLabels labels;
  int64_t multi_class = 0;
  PostTransform post_transform = PostTransform::kNone;

  template <typename V>
  void Fields(V& v) {
    v.Required("coefficients", coefficients, "[scores, C]: the weights; one score for each class, or one for two classes.");
    v("intercepts", intercepts, "[scores]; absent: 0.");
    v("classlabels_ints", labels.ints, "Label of each class; or classlabels_strings.");
    v("classlabels_strings", labels.strings, "Label of each class.");
    v("multi_class", multi_class, "Ignored: the scores tell.");
    post_transform = ReadPostTransform(v);
    if constexpr (V::kReads) NETDEF_ENFORCE(labels.ints.empty() != labels.strings.empty(), "exactly one of classlabels_ints and classlabels_strings must be given");
  }
};

class LinearClassifierOp final : public KernelOperator<LinearClassifierArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const FeatureDims d(Input(0).dims());
    const auto features = static_cast<size_t>(d.features), classes = args_.labels.size();
    const size_t scores = features == 0 ? 0 : args_.coefficients.size() / features;
    NETDEF_ENFORCE(scores * features == args_.coefficients.size() && (scores == classes || (scores == 1 && classes == 2)), "[LinearClassifier] ", args_.coefficients.size(),
                   " weights do not fit ", classes, " classes and ", features, " features");
    NETDEF_ENFORCE(args_.intercepts.empty() || args_.intercepts.size() == scores, "[LinearClassifier] expected ", scores, " intercepts");
    const std::vector<double> x = DoublesOf(Input(0));
    for (int64_t r = 0; r < d.rows; ++r) {
      std::vector<double> values;
      for (size_t s = 0; s < scores; ++s) {
        double sum = args_.intercepts.empty() ? 0 : static_cast<double>(args_.intercepts[s]);
        for (size_t f = 0; f < features; ++f) sum += x[static_cast<size_t>(r) * features + f] * static_cast<double>(args_.coefficients[s * features + f]);
        values.push_back(sum);
      }
      size_t label = BestClass(values);
      if (scores == 1) {  // the score of the second class; the first has what is left
        const bool logistic = args_.post_transform == PostTransform::kLogistic;
        label = values[0] > 0 ? 1 : 0;
        Transform(args_.post_transform, &values);
        values.insert(values.begin(), logistic ? 1 - values[0] : -values[0]);
      } else {
        Transform(args_.post_transform, &values);
      }
      if (HasOutput(0)) args_.labels.Store(label, r, Output(0));
      if (HasOutput(1)) std::copy(values.begin(), values.end(), Output(1)->mutable_data<float>() + r * static_cast<int64_t>(classes));
    }
  }
};

ML_OPERATOR_SCHEMA(LinearClassifier)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<LinearClassifierArgs>()
    .Shape<LinearClassifierArgs>([](const LinearClassifierArgs& args, const ShapeInputs& in) {
      const int64_t rows = FeatureDims(in[0].dims).rows;
      return std::vector<TensorSpec>{TensorSpec({rows}, args.labels.dtype()), TensorSpec({rows, static_cast<int64_t>(args.labels.size())}, DType::kFloat)};
    })
    .SetDoc("Linear classification.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "[N]: the labels.")
    .Output(1, "Z", "[N, classes]: the scores.");

REGISTER_ML_OPERATOR(LinearClassifier, LinearClassifierOp);

}  // namespace
}  // namespace netdef
