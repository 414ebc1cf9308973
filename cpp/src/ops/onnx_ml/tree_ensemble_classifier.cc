// TreeEnsembleClassifier of ONNX: scores of classes from the leaves of trees, and the class with the largest.
#include "ops/onnx_ml/_trees.h"

namespace netdef {
namespace {

struct TreeEnsembleClassifierArgs : ForestArgs {
  std::vector<float> base_values, class_weights;
  Tensor base_values_tensor, class_weights_tensor;
  std::vector<int64_t> class_ids, class_nodeids, class_treeids;
  ClassLabels labels;
  PostTransform post_transform = PostTransform::kNone;

  template <typename V>
  void Fields(V& v) {
    ForestArgs::Fields(v);
    v("base_values", base_values, "Added to the scores; absent: 0.");
    v("base_values_as_tensor", base_values_tensor, "Likewise, as a tensor.");
    v("class_ids", class_ids, "Class of each leaf's weight.");
    v("class_nodeids", class_nodeids, "Number of its node.");
    v("class_treeids", class_treeids, "Number of its tree.");
    v("class_weights", class_weights, "The weight.");
    v("class_weights_as_tensor", class_weights_tensor, "Likewise, as a tensor.");
    v("classlabels_int64s", labels.ints, "Label of each class; or classlabels_strings.");
    v("classlabels_strings", labels.strings, "Label of each class.");
    post_transform = ReadPostTransform(v);
    if constexpr (V::kReads) NETDEF_ENFORCE(labels.ints.empty() != labels.strings.empty(), "exactly one of classlabels_int64s and classlabels_strings must be given");
  }
};

class TreeEnsembleClassifierOp final : public KernelOperator<TreeEnsembleClassifierArgs> {
 public:
  TreeEnsembleClassifierOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws),
        forest_(args_.Build(args_.class_treeids, args_.class_nodeids, args_.class_ids, WeightsOf(args_.class_weights, args_.class_weights_tensor), static_cast<int64_t>(args_.labels.size()))),
        weights_(WeightsOf(args_.class_weights, args_.class_weights_tensor)) {
    // Two classes, but weights of one only: its score is that of the second class.
    binary_ = args_.labels.size() == 2 && !args_.class_ids.empty() && std::all_of(args_.class_ids.begin(), args_.class_ids.end(), [&](int64_t id) { return id == args_.class_ids[0]; });
  }

 protected:
  void Compute() override {
    const FeatureDims d(Input(0).dims());
    NETDEF_ENFORCE_LT(forest_.MostFeature(), d.features, "[TreeEnsembleClassifier] a node compares a feature that is not there");
    const std::vector<double> x = DoublesOf(Input(0)), base = WeightsOf(args_.base_values, args_.base_values_tensor);
    const auto classes = static_cast<int64_t>(args_.labels.size());
    const bool positive = std::all_of(weights_.begin(), weights_.end(), [](double w) { return w >= 0; });
    std::vector<bool> hit;
    for (int64_t r = 0; r < d.rows; ++r) {
      std::vector<double> scores = forest_.Score(x.data() + r * d.features, classes, Aggregate::kSum, binary_ ? std::vector<double>() : base, &hit);
      size_t label = BestClass(scores);
      if (binary_) {
        const double score = scores[static_cast<size_t>(args_.class_ids[0])] + (base.empty() ? 0 : base.back());
        // Weights that are all positive are taken for probabilities.
        const bool probability = positive && args_.post_transform == PostTransform::kNone;
        label = score > (probability ? 0.5 : 0.0) ? 1 : 0;
        scores = {probability ? 1 - score : -score, score};
        if (args_.post_transform == PostTransform::kLogistic) {
          std::vector<double> second{score};
          Transform(args_.post_transform, &second);
          scores = {1 - second[0], second[0]};
        } else {
          Transform(args_.post_transform, &scores);
        }
      } else {
        Transform(args_.post_transform, &scores);
      }
      if (HasOutput(0)) args_.labels.Store(label, r, Output(0));
      if (HasOutput(1)) std::copy(scores.begin(), scores.end(), Output(1)->mutable_data<float>() + r * classes);
    }
  }

 private:
  const Forest forest_;
  const std::vector<double> weights_;
  bool binary_ = false;
};

ML_OPERATOR_SCHEMA(TreeEnsembleClassifier)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<TreeEnsembleClassifierArgs>()
    .Shape<TreeEnsembleClassifierArgs>([](const TreeEnsembleClassifierArgs& args, const ShapeInputs& in) {
      const int64_t rows = FeatureDims(in[0].dims).rows;
      return std::vector<TensorSpec>{TensorSpec({rows}, args.labels.dtype()), TensorSpec({rows, static_cast<int64_t>(args.labels.size())}, DType::kFloat)};
    })
    .SetDoc("Classification by decision trees.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "[N]: the labels.")
    .Output(1, "Z", "[N, classes]: the scores.");

REGISTER_ML_OPERATOR(TreeEnsembleClassifier, TreeEnsembleClassifierOp);

}  // namespace
}  // namespace netdef
