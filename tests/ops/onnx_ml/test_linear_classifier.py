import numpy as np

from netdef.testing import Case, normal, operator_test

W = [0.1, 0.2, 0.3, -0.4, 0.5, 0.6, -0.7, 0.8, -0.9]


def linear_classifier(x, coefficients, intercepts, classlabels_ints=None, classlabels_strings=None, post_transform="NONE"):
    labels = np.array(classlabels_ints) if classlabels_ints else np.array(classlabels_strings, object)
    z = x @ np.array(coefficients).reshape(-1, x.shape[1]).T + np.array(intercepts)
    best = (z[:, 0] > 0).astype(int) if z.shape[1] == 1 else z.argmax(1)
    if post_transform == "LOGISTIC":
        z = 1 / (1 + np.exp(-z))
    elif post_transform == "SOFTMAX":
        z = np.exp(z) / np.exp(z).sum(-1, keepdims=True)
    if z.shape[1] == 1:
        z = np.hstack([1 - z if post_transform == "LOGISTIC" else -z, z])
    return labels[best], z.astype(np.float32)


test_linear_classifier = operator_test("LinearClassifier", linear_classifier, [
    *[Case([normal(6, 3)], args={"coefficients": W, "intercepts": [0.1, -0.1, 0.0], "classlabels_ints": [5, 6, 7], "post_transform": p}) for p in ("NONE", "LOGISTIC", "SOFTMAX")],
    *[Case([normal(6, 3)], args={"coefficients": W[:3], "intercepts": [0.1], "classlabels_strings": ["no", "yes"], "post_transform": p}) for p in ("NONE", "LOGISTIC")],
    Case([normal(6, 2)], args={"coefficients": W, "intercepts": [0.1, -0.1, 0.0], "classlabels_ints": [5, 6, 7]}, outputs=2, error="do not fit"),
    Case([normal(6, 3)], args={"coefficients": W, "intercepts": [0.1], "classlabels_ints": [5, 6, 7]}, outputs=2, error="expected 3 intercepts"),
], domain="ai.onnx.ml")
