import numpy as np

from netdef.testing import Case, normal, operator_test
from netdef.testing.onnx import tensor_argument

WEIGHTS, TARGETS = [5.23, 12.12, -12.23, 7.21, 1.5], [0, 1, 0, 1, 0]


def arguments(dtype, **more):
    return {
        "n_targets": 2, "tree_roots": [0, 2], "nodes_featureids": [0, 1, 1], "nodes_truenodeids": [1, 0, 3], "nodes_trueleafs": [0, 1, 1],
        "nodes_falsenodeids": [2, 1, 4], "nodes_falseleafs": [1, 1, 1], "leaf_targetids": TARGETS,
        **tensor_argument("nodes_modes", np.array([0, 1, 6], np.uint8)), **tensor_argument("nodes_splits", np.array([0.2, 0.4, 0], dtype)),
        **tensor_argument("leaf_weights", np.array(WEIGHTS, dtype)), **tensor_argument("membership_values", np.array([1, 2, 3, np.nan], dtype)), **more}


def tree_ensemble(x, aggregate_function=1, **_):
    rows = []
    for row in x:
        hit = [(0 if row[1] < 0.4 else 1) if row[0] <= 0.2 else 2, 3 if row[1] in (1, 2, 3) else 4]
        by_target = [[WEIGHTS[i] for i in hit if TARGETS[i] == t] for t in (0, 1)]
        fold = [lambda w: sum(w) / 2, sum, lambda w: min(w, default=0), lambda w: max(w, default=0)][aggregate_function]
        rows.append([fold(w) for w in by_target])
    return np.array(rows, x.dtype)


X = np.round(normal(20, 2) * 2)

test_tree_ensemble = operator_test("TreeEnsemble", tree_ensemble, [
    *[Case([X.astype(t)], args=arguments(t, aggregate_function=a)) for t in ("float32", "float64") for a in range(4)],
    Case([X[:, :1]], args=arguments("float32"), error="a feature that is not there"),
    Case([X], args=arguments("float32", tree_roots=[0, 30]), error="refers to node 30"),
    Case([X], args=arguments("float32", nodes_truenodeids=[0, 0, 3]), error="in two ways"),
    Case([X], args=arguments("float32", nodes_truenodeids=[1, 9, 3]), error="leaf 9 of 5"),
    Case([X], args=arguments("float32", leaf_targetids=[0, 1, 0, 2, 0]), error="adds to target 2"),
], domain="ai.onnx.ml")
