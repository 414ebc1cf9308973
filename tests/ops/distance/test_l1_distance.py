import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.row_pairs import rows


def l1_distance(x, y):
    x, y = rows(x), rows(y)
    return np.abs(x - y).sum(axis=1)


def apart(*shape):
    """Two inputs whose elements are nowhere close to each other."""
    x = normal(*shape)
    return [x, x + normal(*shape, avoid=0)]


test_l1_distance = operator_test("L1Distance", l1_distance, [
    Case(apart(3, 4)),
    Case(apart(2, 3, 5)),
    Case(apart(1, 40)),
    Case(apart(5)),
    Case([normal(0, 4), normal(0, 4)]),
    Case([normal(3, 4), normal(3, 5)], error="Dimension mismatch"),
])
