// TreeEnsembleRegressor of ONNX: the sum (or mean, least, most) of what the leaves of trees say.
#include "ops/onnx_ml/_trees.h"

namespace netdef {
namespace {

struct TreeEnsembleRegressorArgs : ForestArgs {
  std::string aggregate_function = "SUM";
  std::vector<float> base_values, target_weights;
  Tensor base_values_tensor, target_weights_tensor;
  std::vector<int64_t> target_ids, target_nodeids, target_treeids;
  int64_t n_targets = 1;
  PostTransform post_transform = PostTransform::kNone;

  template <typename V>
  void Fields(V& v) {
    ForestArgs::Fields(v);
    v("aggregate_function", aggregate_function, "SUM, AVERAGE, MIN or MAX.");
    v("base_values", base_values, "Added to the targets; absent: 0.");
    v("base_values_as_tensor", base_values_tensor, "Likewise, as a tensor.");
    v("n_targets", n_targets, "Number of targets.");
    v("target_ids", target_ids, "Target of each leaf's weight.");
    v("target_nodeids", target_nodeids, "Number of its node.");
    v("target_treeids", target_treeids, "Number of its tree.");
    v("target_weights", target_weights, "The weight.");
    v("target_weights_as_tensor", target_weights_tensor, "Likewise, as a tensor.");
    post_transform = ReadPostTransform(v);
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(n_targets > 0 && n_targets < (1 << 24), "n_targets is out of range: ", n_targets);
      NETDEF_ENFORCE(aggregate_function == "SUM" || aggregate_function == "AVERAGE" || aggregate_function == "MIN" || aggregate_function == "MAX",
                     "aggregate_function must be SUM, AVERAGE, MIN or MAX, got '", aggregate_function, "'");
    }
  }
};

class TreeEnsembleRegressorOp final : public KernelOperator<TreeEnsembleRegressorArgs> {
 public:
  TreeEnsembleRegressorOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws), forest_(args_.Build(args_.target_treeids, args_.target_nodeids, args_.target_ids, WeightsOf(args_.target_weights, args_.target_weights_tensor), args_.n_targets)) {}

 protected:
  void Compute() override {
    const FeatureDims d(Input(0).dims());
    NETDEF_ENFORCE_LT(forest_.MostFeature(), d.features, "[TreeEnsembleRegressor] a node compares a feature that is not there");
    const std::vector<double> x = DoublesOf(Input(0)), base = WeightsOf(args_.base_values, args_.base_values_tensor);
    const Aggregate aggregate = args_.aggregate_function == "SUM" ? Aggregate::kSum : args_.aggregate_function == "AVERAGE" ? Aggregate::kAverage : args_.aggregate_function == "MIN" ? Aggregate::kMin : Aggregate::kMax;
    float* y = Output(0)->mutable_data<float>();
    ParallelFor(0, d.rows, 64, [&](int64_t begin, int64_t end) {
      std::vector<bool> hit;
      for (int64_t r = begin; r < end; ++r) {
        std::vector<double> scores = forest_.Score(x.data() + r * d.features, args_.n_targets, aggregate, base, &hit);
        Transform(args_.post_transform, &scores);
        std::copy(scores.begin(), scores.end(), y + r * args_.n_targets);
      }
    });
  }

 private:
  const Forest forest_;
};

ML_OPERATOR_SCHEMA(TreeEnsembleRegressor)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TreeEnsembleRegressorArgs>()
    .Shape<TreeEnsembleRegressorArgs>([](const TreeEnsembleRegressorArgs& args, const ShapeInputs& in) { return OneSpec({FeatureDims(in[0].dims).rows, args.n_targets}, DType::kFloat); })
    .SetDoc("Regression by decision trees.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "[N, n_targets].");

REGISTER_ML_OPERATOR(TreeEnsembleRegressor, TreeEnsembleRegressorOp);

}  // namespace
}  // namespace netdef
