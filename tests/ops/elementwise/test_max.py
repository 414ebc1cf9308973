import functools

import numpy as np

from netdef.testing import Case, distinct, integers, normal, operator_test


def max_(*x):
    return functools.reduce(np.maximum, x)


def apart(n, *shape):
    """n inputs, no two elements of which are equal."""
    return list(distinct(n, *shape))


test_max = operator_test("Max", max_, [
    Case(apart(2, 3, 4)),
    Case(apart(3, 2, 3, 5)),
    Case([normal(4)]),
    Case([normal(0, 4), normal(0, 4)]),
    Case([integers(3, 4), integers(3, 4)]),
    Case([normal(3), normal(4)], error="Dimension mismatch"),
])
