import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.two_trees import LEAVES, NODES, WEIGHTS, leaves

TARGETS = [0, 1, 0, 1, 0]
ARGS = {**NODES, "target_treeids": [t for t, _ in LEAVES], "target_nodeids": [n for _, n in LEAVES], "target_ids": TARGETS, "target_weights": WEIGHTS, "n_targets": 2}
FOLD = {"SUM": sum, "AVERAGE": lambda w: sum(w) / 2, "MIN": lambda w: min(w, default=0), "MAX": lambda w: max(w, default=0)}


def regressor(x, aggregate_function="SUM", base_values=(0, 0), **_):
    rows = [[FOLD[aggregate_function]([WEIGHTS[i] for i in leaves(row) if TARGETS[i] == t]) + base_values[t] for t in (0, 1)] for row in x]
    return np.array(rows, np.float32)


test_tree_ensemble_regressor = operator_test("TreeEnsembleRegressor", regressor, [
    *[Case([normal(20, 2)], args={**ARGS, "aggregate_function": f}) for f in FOLD],
    Case([normal(20, 2).astype(np.float64)], args={**ARGS, "base_values": [1.0, 2.0]}),
    Case([normal(20, 1)], args=ARGS, error="a feature that is not there"),
    Case([normal(20, 2)], args={**ARGS, "nodes_truenodeids": [7, 0, 3, 0, 0, 1, 0, 0]}, error="has no node 7"),
    Case([normal(20, 2)], args={**ARGS, "nodes_truenodeids": [2, 0, 3, 0, 0, 1, 0, 0]}, error="in two ways"),
    Case([normal(20, 2)], args={**ARGS, "target_ids": [0, 2, 0, 1, 0]}, error="adds to target 2"),
    Case([normal(20, 2)], args={**ARGS, "nodes_values": [0.0]}, error="one entry for each"),
], domain="ai.onnx.ml")
