import numpy as np

from netdef.testing import Case, normal, operator_test


def thresholded_relu(x, alpha=1.0):
    return np.where(x > alpha, x, 0)


test_thresholded_relu = operator_test("ThresholdedRelu", thresholded_relu, [
    Case([normal(3, 4, std=2, avoid=1)]),
    Case([normal(2, 3, 5, avoid=0.3)], args={"alpha": 0.3}),
    Case([normal(0, 4)]),
])

test_thresholded_relu_gradient = operator_test("ThresholdedReluGradient", lambda y, dy, alpha=1.0: np.sign(y) * dy, [
    Case([np.float32([2, 0, 3, 0.5]), normal(4)]),
    Case([np.float32([-0.5, 0, 3]), normal(3)], args={"alpha": -1.0}),
])
