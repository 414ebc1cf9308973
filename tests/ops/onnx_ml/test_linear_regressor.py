import statistics

import numpy as np

from netdef.testing import Case, normal, operator_test

W = [0.1, 0.2, 0.3, -0.4, 0.5, 0.6]


def linear_regressor(x, coefficients, intercepts=None, targets=1, post_transform="NONE"):
    y = x @ np.array(coefficients).reshape(targets, -1).T + (0 if intercepts is None else np.array(intercepts))
    if post_transform == "LOGISTIC":
        y = 1 / (1 + np.exp(-y))
    elif post_transform == "SOFTMAX":
        y = np.exp(y) / np.exp(y).sum(-1, keepdims=True)
    elif post_transform == "PROBIT":
        y = np.vectorize(statistics.NormalDist().inv_cdf)(y)
    return y.astype(np.float32)


test_linear_regressor = operator_test("LinearRegressor", linear_regressor, [
    *[Case([normal(4, 3)], args={"coefficients": W, "intercepts": [1.0, -1.0], "targets": 2, "post_transform": p}) for p in ("NONE", "LOGISTIC", "SOFTMAX")],
    Case([np.array([[0.3], [0.9], [0.01]])], args={"coefficients": [1.0], "post_transform": "PROBIT"}),
    Case([normal(4, 3)], args={"coefficients": W[:3]}),
    Case([normal(4, 2)], args={"coefficients": W[:3]}, error="a weight is needed"),
    Case([normal(4, 3)], args={"coefficients": W, "targets": 0}, error="out of range"),
], domain="ai.onnx.ml")
