import numpy as np

from netdef.testing import Case, normal, operator_test


def rows(x):
    return x.reshape(x.shape[0], int(np.prod(x.shape[1:])))


def squared_l2_distance(x, y):
    x, y = rows(x), rows(y)
    return ((x - y) ** 2).sum(axis=1) / 2


test_squared_l2_distance = operator_test("SquaredL2Distance", squared_l2_distance, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3, 5), normal(2, 3, 5)]),
    Case([normal(1, 40), normal(1, 40)]),
    Case([normal(5), normal(5)]),
    Case([normal(0, 4), normal(0, 4)]),
    Case([normal(3, 4), normal(3, 5)], error="Dimension mismatch"),
])
