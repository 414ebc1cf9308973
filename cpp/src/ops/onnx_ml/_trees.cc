#include "ops/onnx_ml/_trees.h"

#include <limits>
#include <map>
#include <utility>

namespace netdef {
inline namespace onnx_ml {  // other families have things of the same names

void Forest::Check(int64_t targets) const {
  const auto count = static_cast<int64_t>(nodes.size());
  for (const LeafWeight& w : weights) NETDEF_ENFORCE(w.target >= 0 && w.target < targets, "a leaf adds to target ", w.target, " of ", targets);
  std::vector<bool> reached(nodes.size(), false);
  std::vector<int64_t> open = roots;
  while (!open.empty()) {
    const int64_t at = open.back();
    open.pop_back();
    NETDEF_ENFORCE(at >= 0 && at < count, "a tree refers to node ", at, " of ", count);
    NETDEF_ENFORCE(!reached[static_cast<size_t>(at)], "node ", at, " of a tree can be reached in two ways");
    reached[static_cast<size_t>(at)] = true;
    const TreeNode& node = nodes[static_cast<size_t>(at)];
    if (node.leaf) {
      NETDEF_ENFORCE(node.yes >= 0 && node.yes <= node.no && node.no <= static_cast<int64_t>(weights.size()), "a leaf refers to weights that are not there");
    } else {
      NETDEF_ENFORCE(node.feature >= 0, "a node compares feature ", node.feature);
      open.push_back(node.yes);
      open.push_back(node.no);
    }
  }
}

int64_t Forest::MostFeature() const {
  int64_t most = -1;
  for (const TreeNode& node : nodes) most = node.leaf ? most : std::max(most, node.feature);
  return most;
}

const TreeNode& Forest::Leaf(int64_t root, const double* features) const {
  const TreeNode* node = &nodes[static_cast<size_t>(root)];
  while (!node->leaf) {
    const double x = features[node->feature], t = node->threshold;
    bool yes = false;
    switch (node->mode) {
      case BranchMode::kLeq: yes = x <= t; break;
      case BranchMode::kLt: yes = x < t; break;
      case BranchMode::kGte: yes = x >= t; break;
      case BranchMode::kGt: yes = x > t; break;
      case BranchMode::kEq: yes = x == t; break;
      case BranchMode::kNeq: yes = x != t; break;
      case BranchMode::kMember: yes = std::find(node->members.begin(), node->members.end(), x) != node->members.end(); break;
    }
    if (x != x && node->missing_goes_true) yes = true;
    node = &nodes[static_cast<size_t>(yes ? node->yes : node->no)];
  }
  return *node;
}

std::vector<double> Forest::Score(const double* features, int64_t targets, Aggregate aggregate, const std::vector<double>& base, std::vector<bool>* hit) const {
  std::vector<double> scores(static_cast<size_t>(targets), 0.0);
  hit->assign(static_cast<size_t>(targets), false);
  for (int64_t root : roots) {
    const TreeNode& leaf = Leaf(root, features);
    for (int64_t w = leaf.yes; w < leaf.no; ++w) {
      const auto target = static_cast<size_t>(weights[static_cast<size_t>(w)].target);
      const double weight = weights[static_cast<size_t>(w)].weight;
      double& score = scores[target];
      const bool first = !(*hit)[target];
      score = aggregate == Aggregate::kMin ? (first ? weight : std::min(score, weight)) : aggregate == Aggregate::kMax ? (first ? weight : std::max(score, weight)) : score + weight;
      (*hit)[target] = true;
    }
  }
  for (size_t t = 0; t < scores.size(); ++t) {
    if (aggregate == Aggregate::kAverage && !roots.empty()) scores[t] /= static_cast<double>(roots.size());
    if (t < base.size()) scores[t] += base[t];
  }
  return scores;
}

Forest ForestArgs::Build(const std::vector<int64_t>& leaf_trees, const std::vector<int64_t>& leaf_nodes, const std::vector<int64_t>& leaf_targets,
                         const std::vector<double>& leaf_weights, int64_t targets) const {
  const size_t count = node_ids.size();
  const std::vector<double> thresholds = WeightsOf(values, values_tensor);
  NETDEF_ENFORCE(tree_ids.size() == count && feature_ids.size() == count && modes.size() == count && thresholds.size() == count && true_ids.size() == count && false_ids.size() == count &&
                     (missing_true.empty() || missing_true.size() == count),
                 "the lists nodes_... must have one entry for each of ", count, " nodes");
  NETDEF_ENFORCE(leaf_trees.size() == leaf_nodes.size() && leaf_targets.size() == leaf_nodes.size() && leaf_weights.size() == leaf_nodes.size(), "the lists of the leaves must be equally long");
  std::map<std::pair<int64_t, int64_t>, int64_t> places;
  for (size_t i = 0; i < count; ++i) {
    NETDEF_ENFORCE(places.emplace(std::make_pair(tree_ids[i], node_ids[i]), static_cast<int64_t>(i)).second, "tree ", tree_ids[i], " has two nodes ", node_ids[i]);
  }
  std::map<std::pair<int64_t, int64_t>, std::vector<LeafWeight>> by_leaf;
  for (size_t i = 0; i < leaf_nodes.size(); ++i) by_leaf[{leaf_trees[i], leaf_nodes[i]}].push_back({leaf_targets[i], leaf_weights[i]});
  const auto find = [&](int64_t tree, int64_t node) {
    const auto found = places.find({tree, node});
    NETDEF_ENFORCE(found != places.end(), "tree ", tree, " has no node ", node);
    return found->second;
  };
  const std::map<std::string, BranchMode> known{{"BRANCH_LEQ", BranchMode::kLeq}, {"BRANCH_LT", BranchMode::kLt}, {"BRANCH_GTE", BranchMode::kGte},
                                                {"BRANCH_GT", BranchMode::kGt},   {"BRANCH_EQ", BranchMode::kEq}, {"BRANCH_NEQ", BranchMode::kNeq}};
  Forest forest;
  std::vector<bool> is_child(count, false);
  for (size_t i = 0; i < count; ++i) {
    TreeNode node;
    node.leaf = modes[i] == "LEAF";
    if (node.leaf) {
      const std::vector<LeafWeight>& own = by_leaf[{tree_ids[i], node_ids[i]}];
      node.yes = static_cast<int64_t>(forest.weights.size());
      forest.weights.insert(forest.weights.end(), own.begin(), own.end());
      node.no = static_cast<int64_t>(forest.weights.size());
    } else {
      const auto mode = known.find(modes[i]);
      NETDEF_ENFORCE(mode != known.end(), "nodes_modes has the unknown value '", modes[i], "'");
      node.mode = mode->second;
      node.feature = feature_ids[i];
      node.threshold = thresholds[i];
      node.missing_goes_true = !missing_true.empty() && missing_true[i] != 0;
      node.yes = find(tree_ids[i], true_ids[i]);
      node.no = find(tree_ids[i], false_ids[i]);
      is_child[static_cast<size_t>(node.yes)] = is_child[static_cast<size_t>(node.no)] = true;
    }
    forest.nodes.push_back(std::move(node));
  }
  for (size_t i = 0; i < count; ++i) {
    if (!is_child[i]) forest.roots.push_back(static_cast<int64_t>(i));
  }
  forest.Check(targets);
  return forest;
}

}  // namespace onnx_ml
}  // namespace netdef
