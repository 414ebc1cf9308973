import numpy as np

from netdef.testing import Case, normal, operator_test


def thresholded_relu(x, alpha=1.0):
    return np.where(x > alpha, x, 0)


test_thresholded_relu = operator_test("ThresholdedRelu", thresholded_relu, [
    Case([normal(3, 4, std=2, avoid=1)]),
    Case([normal(2, 3, 5, avoid=0.3)], args={"alpha": 0.3}),
    Case([normal(0, 4)]),
])
