"""An ensemble of two trees as the attributes of TreeEnsembleClassifier and TreeEnsembleRegressor say it, and which leaves a row ends in."""

# x0 <= 0 ? leaf : (x1 < 0.5 ? leaf : leaf), and x1 >= 0 ? leaf : leaf.
NODES = {
    "nodes_treeids": [0, 0, 0, 0, 0, 1, 1, 1],
    "nodes_nodeids": [0, 1, 2, 3, 4, 0, 1, 2],
    "nodes_featureids": [0, 0, 1, 0, 0, 1, 0, 0],
    "nodes_modes": ["BRANCH_LEQ", "LEAF", "BRANCH_LT", "LEAF", "LEAF", "BRANCH_GTE", "LEAF", "LEAF"],
    "nodes_values": [0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0],
    "nodes_truenodeids": [1, 0, 3, 0, 0, 1, 0, 0],
    "nodes_falsenodeids": [2, 0, 4, 0, 0, 2, 0, 0],
}
LEAVES = [(0, 1), (0, 3), (0, 4), (1, 1), (1, 2)]
WEIGHTS = [1.0, -2.0, 3.0, 0.5, -0.25]


def leaves(x):
    """Which of LEAVES a row ends in."""
    return [0 if x[0] <= 0 else 1 if x[1] < 0.5 else 2, 3 if x[1] >= 0 else 4]
