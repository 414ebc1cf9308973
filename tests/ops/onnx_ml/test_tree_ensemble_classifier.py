import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.two_trees import LEAVES, NODES, WEIGHTS, leaves


def arguments(classes, **labels):
    return {**NODES, "class_treeids": [t for t, _ in LEAVES], "class_nodeids": [n for _, n in LEAVES], "class_ids": classes, "class_weights": WEIGHTS, **labels}


def classifier(x, class_ids, classlabels_int64s=None, classlabels_strings=None, post_transform="NONE", base_values=None, **_):
    labels = np.array(classlabels_int64s) if classlabels_int64s else np.array(classlabels_strings, object)
    z = np.array([[sum(WEIGHTS[i] for i in leaves(row) if class_ids[i] == c) for c in range(len(labels))] for row in x])
    z = z if base_values is None else z + np.array(base_values)
    binary = len(labels) == 2 and len(set(class_ids)) == 1
    if binary:
        z = np.stack([-z[:, 0], z[:, 0]], 1)
    best = z.argmax(1)
    if post_transform == "SOFTMAX":
        z = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
    elif post_transform == "LOGISTIC":
        z = 1 / (1 + np.exp(-z))
    return labels[best], z.astype(np.float32)


test_tree_ensemble_classifier = operator_test("TreeEnsembleClassifier", classifier, [
    *[Case([normal(20, 2)], args=arguments([0, 1, 2, 1, 0], classlabels_int64s=[5, 6, 7], post_transform=p)) for p in ("NONE", "SOFTMAX", "LOGISTIC")],
    Case([normal(20, 2)], args=arguments([0, 1, 2, 1, 0], classlabels_strings=["a", "b", "c"], base_values=[0.1, 0.2, 0.3])),
    *[Case([normal(20, 2)], args=arguments([0] * 5, classlabels_int64s=[0, 1], post_transform=p)) for p in ("NONE", "LOGISTIC")],
    Case([normal(20, 1)], args=arguments([0] * 5, classlabels_int64s=[0, 1]), outputs=2, error="a feature that is not there"),
    Case([normal(20, 2)], args=arguments([0, 1, 3, 1, 0], classlabels_int64s=[5, 6, 7]), outputs=2, error="adds to target 3"),
], domain="ai.onnx.ml")
