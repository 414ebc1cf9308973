import numpy as np

from netdef.testing import Case, normal, operator_test


def mean_(*x):
    return np.mean(x, axis=0)


test_mean = operator_test("Mean", mean_, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3, 5), normal(2, 3, 5), normal(2, 3, 5)]),
    Case([normal(4)]),
    Case([normal(0, 4), normal(0, 4)]),
    Case([normal(3), normal(4)], error="Dimension mismatch"),
])
