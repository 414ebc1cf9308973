import numpy as np

from netdef.testing import Case, normal, uniform
from oracles.onnx_reference import onnx_test

CLASSES = np.array([[0, 2, 1, 4], [3, 3, 0, 1]])

test_negative_log_likelihood_loss = onnx_test("NegativeLogLikelihoodLoss", [
    *[Case([normal(2, 5, 4), CLASSES], args={"reduction": r}) for r in ("none", "sum", "mean")],
    *[Case([normal(2, 5, 4), CLASSES, uniform(5)], args={"reduction": r, "ignore_index": 3}) for r in ("none", "sum", "mean")],
    Case([normal(3, 5), np.array([0, 4, 2])]),
    Case([normal(3, 5), np.array([0, 5, 2])], outputs=1, error="classes of 0 to 4"),
    Case([normal(3, 5), np.array([0, 2])], outputs=1, error="expected classes of shape"),
    Case([normal(3, 5), np.array([0, 2, 1])], args={"reduction": "x"}, outputs=1, error="reduction must be"),
], outputs=1)
