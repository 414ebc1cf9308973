// TreeEnsemble of ONNX: what the leaves of trees say, for regression and classification.
#include "ops/onnx_ml/_trees.h"

namespace netdef {
namespace {

struct TreeEnsembleArgs {
  int64_t aggregate_function = 1, post_transform = 0, n_targets = 1;
  std::vector<int64_t> tree_roots, feature_ids, true_ids, false_ids, true_leafs, false_leafs, missing_true, leaf_targets;
  Tensor modes, splits, hitrates, leaf_weights, membership_values;

  template <typename V>
  void Fields(V& v) {
    v("aggregate_function", aggregate_function, "0: mean, 1: sum, 2: least, 3: most.");
    v("post_transform", post_transform, "0: none, 1: softmax, 2: logistic, 3: softmax without zeros, 4: probit.");
    v("n_targets", n_targets, "Number of targets.");
    v.Required("tree_roots", tree_roots, "The first node of each tree.");
    v.Required("nodes_featureids", feature_ids, "The feature that each node compares.");
    v.Required("nodes_modes", modes, "uint8 tensor: 0 <=, 1 <, 2 >=, 3 >, 4 ==, 5 !=, 6 is a member.");
    v.Required("nodes_splits", splits, "Tensor: what it compares with.");
    v.Required("nodes_truenodeids", true_ids, "What follows where the comparison holds.");
    v.Required("nodes_falsenodeids", false_ids, "What follows elsewhere.");
    v.Required("nodes_trueleafs", true_leafs, "1: that is a leaf.");
    v.Required("nodes_falseleafs", false_leafs, "Likewise.");
    v("nodes_missing_value_tracks_true", missing_true, "1: a feature that is not a number counts as one for which it holds.");
    v("nodes_hitrates", hitrates, "Ignored.");
    v.Required("leaf_targetids", leaf_targets, "Target of each leaf.");
    v.Required("leaf_weights", leaf_weights, "Tensor: its weight.");
    v("membership_values", membership_values, "Tensor: the members for each node of mode 6 in turn, NaN after each.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(aggregate_function >= 0 && aggregate_function <= 3 && post_transform >= 0 && post_transform <= 4, "aggregate_function or post_transform is out of range");
      NETDEF_ENFORCE(n_targets > 0 && n_targets < (1 << 24), "n_targets is out of range: ", n_targets);
    }
  }

  Forest Build() const;
};

Forest TreeEnsembleArgs::Build() const {
  const size_t count = feature_ids.size();
  const auto lengths = {modes.numel(), splits.numel(), static_cast<int64_t>(true_ids.size()), static_cast<int64_t>(false_ids.size()), static_cast<int64_t>(true_leafs.size()),
                        static_cast<int64_t>(false_leafs.size()), missing_true.empty() ? static_cast<int64_t>(count) : static_cast<int64_t>(missing_true.size())};
  for (int64_t n : lengths) NETDEF_ENFORCE_EQ(n, static_cast<int64_t>(count), "the lists nodes_... must be equally long");
  NETDEF_ENFORCE_EQ(leaf_weights.numel(), static_cast<int64_t>(leaf_targets.size()), "the lists leaf_... must be equally long");
  const std::vector<double> weights = DoublesOf(leaf_weights), thresholds = DoublesOf(splits);
  std::vector<double> members;
  if (membership_values.dtype() != DType::kUndefined) members = DoublesOf(membership_values);
  size_t member = 0;
  Forest forest;
  for (size_t i = 0; i < weights.size(); ++i) forest.weights.push_back({leaf_targets[i], weights[i]});
  forest.nodes.resize(count);
  // A leaf becomes a node of its own wherever it is referred to.
  const auto follow = [&](int64_t id, bool leaf) {
    if (!leaf) {
      NETDEF_ENFORCE(id >= 0 && id < static_cast<int64_t>(count), "a node refers to node ", id, " of ", count);
      return id;
    }
    NETDEF_ENFORCE(id >= 0 && id < static_cast<int64_t>(weights.size()), "a node refers to leaf ", id, " of ", weights.size());
    TreeNode node;
    node.leaf = true;
    node.yes = id;
    node.no = id + 1;
    forest.nodes.push_back(node);
    return static_cast<int64_t>(forest.nodes.size()) - 1;
  };
  for (size_t i = 0; i < count; ++i) {
    TreeNode node;
    const uint8_t mode = modes.data<uint8_t>()[i];
    NETDEF_ENFORCE(mode <= 6, "nodes_modes has the unknown value ", +mode);
    node.mode = static_cast<BranchMode>(mode);
    node.feature = feature_ids[i];
    node.threshold = thresholds[i];
    node.missing_goes_true = !missing_true.empty() && missing_true[i] != 0;
    if (node.mode == BranchMode::kMember) {
      for (; member < members.size() && members[member] == members[member]; ++member) node.members.push_back(members[member]);
      ++member;
    }
    node.yes = follow(true_ids[i], true_leafs[i] != 0);
    node.no = follow(false_ids[i], false_leafs[i] != 0);
    forest.nodes[i] = std::move(node);
  }
  forest.roots = tree_roots;
  forest.Check(n_targets);
  return forest;
}

class TreeEnsembleOp final : public WidenedOperator<TreeEnsembleArgs> {
 public:
  TreeEnsembleOp(const OperatorDef& def, Workspace* ws) : WidenedOperator(def, ws), forest_(args_.Build()) {}

 protected:
  void ComputeWide() override {
    const FeatureDims d(Input(0).dims());
    NETDEF_ENFORCE_LT(forest_.MostFeature(), d.features, "[TreeEnsemble] a node compares a feature that is not there");
    const std::vector<double> x = DoublesOf(Input(0));
    DispatchTypes<float, double>(Output(0)->dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, d.rows, 64, [&](int64_t begin, int64_t end) {
        std::vector<bool> hit;
        for (int64_t r = begin; r < end; ++r) {
          std::vector<double> scores = forest_.Score(x.data() + r * d.features, args_.n_targets, static_cast<Aggregate>(args_.aggregate_function), {}, &hit);
          Transform(static_cast<PostTransform>(args_.post_transform), &scores);
          std::copy(scores.begin(), scores.end(), y + r * args_.n_targets);
        }
      });
    });
  }

 private:
  const Forest forest_;
};

ML_OPERATOR_SCHEMA(TreeEnsemble)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TreeEnsembleArgs>()
    .Shape<TreeEnsembleArgs>([](const TreeEnsembleArgs& args, const ShapeInputs& in) { return OneSpec({FeatureDims(in[0].dims).rows, args.n_targets}, in[0].dtype); })
    .SetDoc("Decision trees.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "[N, n_targets], of the type of X.");

REGISTER_ML_OPERATOR(TreeEnsemble, TreeEnsembleOp);

}  // namespace
}  // namespace netdef
