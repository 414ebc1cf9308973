// Decision trees: nodes that compare a feature, and leaves that add weights to targets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ops/onnx_ml/_shared.h"

namespace netdef {
inline namespace onnx_ml {  // other families have things of the same names

enum class BranchMode : uint8_t { kLeq, kLt, kGte, kGt, kEq, kNeq, kMember };

struct TreeNode {
  BranchMode mode = BranchMode::kLeq;
  bool leaf = false, missing_goes_true = false;
  int64_t feature = 0, yes = 0, no = 0;  // of a leaf: [yes, no) are its weights
  double threshold = 0;
  std::vector<double> members;
};

struct LeafWeight {
  int64_t target;
  double weight;
};

enum class Aggregate : uint8_t { kAverage, kSum, kMin, kMax };

class Forest {
 public:
  std::vector<TreeNode> nodes;
  std::vector<LeafWeight> weights;
  std::vector<int64_t> roots;

  // Throws where a reference leads nowhere, or where a node can be reached in two ways, so that walks end.
  void Check(int64_t targets) const;
  int64_t MostFeature() const;  // the largest index of a feature
  // Scores of one row of features, to which `base` is added; base may be empty. `hit` tells which targets got a weight.
  std::vector<double> Score(const double* features, int64_t targets, Aggregate aggregate, const std::vector<double>& base, std::vector<bool>* hit) const;

 private:
  const TreeNode& Leaf(int64_t root, const double* features) const;
};

// How TreeEnsembleClassifier and TreeEnsembleRegressor write a forest: nodes and leaves by the numbers of their trees.
struct ForestArgs {
  std::vector<int64_t> tree_ids, node_ids, feature_ids, true_ids, false_ids, missing_true;
  std::vector<float> values, hitrates;
  std::vector<std::string> modes;
  Tensor values_tensor, hitrates_tensor;

  template <typename V>
  void Fields(V& v) {
    v.Required("nodes_treeids", tree_ids, "Number of the tree of each node.");
    v.Required("nodes_nodeids", node_ids, "Its number in that tree; 0 is the root.");
    v("nodes_featureids", feature_ids, "The feature it compares.");
    v("nodes_modes", modes, "BRANCH_LEQ, BRANCH_LT, BRANCH_GTE, BRANCH_GT, BRANCH_EQ, BRANCH_NEQ or LEAF.");
    v("nodes_values", values, "What it compares with.");
    v("nodes_values_as_tensor", values_tensor, "Likewise, as a tensor.");
    v("nodes_truenodeids", true_ids, "The next node where the comparison holds.");
    v("nodes_falsenodeids", false_ids, "The next node elsewhere.");
    v("nodes_missing_value_tracks_true", missing_true, "1: a feature that is not a number counts as one for which it holds.");
    v("nodes_hitrates", hitrates, "Ignored.");
    v("nodes_hitrates_as_tensor", hitrates_tensor, "Ignored.");
  }

  // The forest; leaf i of the lists adds leaf_weights[i] to target leaf_targets[i].
  Forest Build(const std::vector<int64_t>& leaf_trees, const std::vector<int64_t>& leaf_nodes, const std::vector<int64_t>& leaf_targets, const std::vector<double>& leaf_weights,
               int64_t targets) const;
};

inline std::vector<double> WeightsOf(const std::vector<float>& list, const Tensor& tensor) {
  return tensor.dtype() != DType::kUndefined ? DoublesOf(tensor) : std::vector<double>(list.begin(), list.end());
}

}  // namespace onnx_ml
}  // namespace netdef
