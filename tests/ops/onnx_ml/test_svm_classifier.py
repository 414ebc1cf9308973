import itertools

import numpy as np
import pytest

from netdef.testing import Case, normal, operator_test

PER_CLASS = [2, 3, 2]
VECTORS = np.random.default_rng(1).standard_normal((7, 4)).astype(np.float32)
WEIGHTS = np.random.default_rng(2).standard_normal((2, 7)).astype(np.float32)
X = normal(6, 4)


def products(x, v, kernel_type, kernel_params):
    gamma, offset, degree = kernel_params or (0, 0, 0)
    dot = x @ v.T
    if kernel_type == "RBF":
        return np.exp(-gamma * ((x[:, None] - v) ** 2).sum(-1))
    return {"LINEAR": dot, "POLY": (gamma * dot + offset) ** degree, "SIGMOID": np.tanh(gamma * dot + offset)}[kernel_type]


def coupled(won):
    """The probabilities p of sum 1 with the least sum over pairs of (won[j, i] p[i] - won[i, j] p[j])^2, by Lagrange's equations."""
    k = len(won)
    system = np.ones((k + 1, k + 1))
    system[k, k] = 0
    for i, j in itertools.product(range(k), range(k)):
        system[i, j] = sum(won[m, i] ** 2 for m in range(k) if m != i) if i == j else -won[j, i] * won[i, j]
    return np.linalg.solve(system, np.eye(k + 1)[k])[:k]


def transformed(scores, post_transform):
    if post_transform == "LOGISTIC":
        return 1 / (1 + np.exp(-scores))
    if post_transform == "SOFTMAX":
        return np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    return scores


def svm_classifier(x, coefficients, rho, support_vectors=None, vectors_per_class=None, kernel_type="LINEAR", kernel_params=None, prob_a=None, prob_b=None,
                   classlabels_ints=None, classlabels_strings=None, post_transform="NONE"):
    labels = np.array(classlabels_ints) if classlabels_ints else np.array(classlabels_strings, object)
    x, classes, pairs = np.float64(x), len(labels), list(itertools.combinations(range(len(labels)), 2))
    if not vectors_per_class:
        scores = x @ np.reshape(coefficients, (classes, -1)).T + rho[0]
        return labels[scores.argmax(1)], np.float32(transformed(scores, post_transform))
    of_class = np.repeat(np.arange(classes), vectors_per_class)
    k = products(x, np.reshape(support_vectors, (len(of_class), -1)), kernel_type, kernel_params)
    weights = np.reshape(coefficients, (classes - 1, -1))
    sums = np.stack([k[:, of_class == i] @ weights[j - 1, of_class == i] + k[:, of_class == j] @ weights[i, of_class == j] + rho[n]
                     for n, (i, j) in enumerate(pairs)], 1)
    votes = np.zeros((len(x), classes))
    for n, (i, j) in enumerate(pairs):
        votes[:, i] += sums[:, n] > 0
        votes[:, j] += sums[:, n] <= 0
    scores = np.hstack([-sums, sums]) if classes == 2 else sums
    if prob_a:
        won = np.zeros((len(x), classes, classes))
        for n, (i, j) in enumerate(pairs):
            won[:, i, j] = 1 / (1 + np.exp(sums[:, n] * prob_a[n] + prob_b[n]))
            won[:, j, i] = 1 - won[:, i, j]
        scores = np.array([coupled(w) for w in won])
    return labels[votes.argmax(1)], np.float32(transformed(scores, post_transform))


def args(kernel="RBF", classes=3, **changes):
    vectors, pairs = sum(PER_CLASS[:classes]), classes * (classes - 1) // 2
    return {"coefficients": WEIGHTS[:classes - 1, :vectors].ravel().tolist(), "support_vectors": VECTORS[:vectors].ravel().tolist(),
            "vectors_per_class": PER_CLASS[:classes], "rho": [0.1, -0.2, 0.3][:pairs], "kernel_type": kernel, "kernel_params": [0.3, 0.5, 2.0],
            "classlabels_ints": [5, 6, 7][:classes], **changes}


PROBABILITY = {"prob_a": [-1.5, -0.5, -1.0], "prob_b": [0.1, 0.2, -0.3]}
LINEAR = {"coefficients": WEIGHTS.ravel()[:12].tolist(), "rho": [0.2], "classlabels_ints": [5, 6, 7]}

test_svm_classifier = operator_test("SVMClassifier", svm_classifier, [
    *[Case([X], args=args(kernel)) for kernel in ("LINEAR", "POLY", "RBF", "SIGMOID")],
    *[Case([X], args=args(classes=2, post_transform=p)) for p in ("NONE", "LOGISTIC", "SOFTMAX")],
    Case([X], args=args(classlabels_ints=[], classlabels_strings=["a", "b", "c"])),
    *[Case([X], args={**LINEAR, "post_transform": p}) for p in ("NONE", "SOFTMAX")],
    Case([np.int64([[1, 2, 0, -3]])], args=args("LINEAR")),
    Case([X[0]], args=args(), expected=tuple(y for y in svm_classifier(X[:1], **args()))),
    Case([X[:0]], args=args()),
    Case([normal(6, 3)], args=args(), outputs=2, error="28 numbers are no 7 vectors of 3 features"),
    Case([X], args=args(rho=[0.1]), outputs=2, error="length of rho"),
    Case([X], args=args(vectors_per_class=[2, 3, 9]), outputs=2, error="expected 2 coefficients for each of 14 vectors"),
    Case([X], args=args(vectors_per_class=[2, 3, -1]), outputs=2, error="says -1 vectors"),
    Case([X], args=args(kernel_params=[0.1]), outputs=2, error="gamma, offset and degree"),
    Case([X], args=args("COSINE"), outputs=2, error="got 'COSINE'"),
    Case([X], args=args(classlabels_ints=[1]), outputs=2, error="at least two classes"),
    Case([X], args={**LINEAR, **PROBABILITY}, outputs=2, error="do not fit 0 duels"),
], domain="ai.onnx.ml")

# The iteration ends at an error of 0.005 / classes, which the equations do not have.
test_probabilities = operator_test("SVMClassifier", svm_classifier, [
    Case([X], args=args(**PROBABILITY)),
    Case([X], args=args(classes=2, prob_a=[-1.5], prob_b=[0.1])),
], domain="ai.onnx.ml", atol=0.02)


def test_probabilities_agree_with_onnx_runtime():
    onnx, runtime = pytest.importorskip("onnx"), pytest.importorskip("onnxruntime", reason="the oracle")
    from netdef.onnx import backend

    helper = onnx.helper
    node = helper.make_node("SVMClassifier", ["x"], ["label", "score"], domain="ai.onnx.ml", **args(**PROBABILITY))
    graph = helper.make_graph([node], "g", [helper.make_tensor_value_info("x", 1, [None, 4])],
                              [helper.make_tensor_value_info("label", 7, [None]), helper.make_tensor_value_info("score", 1, [None, 3])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8)
    x = np.random.default_rng(3).standard_normal((40, 4)).astype(np.float32)
    want = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"x": x})
    got = backend.prepare(model).run([x])
    np.testing.assert_array_equal(got[0], want[0])
    np.testing.assert_allclose(got[1], want[1], atol=1e-5)
