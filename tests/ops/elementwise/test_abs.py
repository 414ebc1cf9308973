import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def abs_(x):
    return np.abs(x)


test_abs = operator_test("Abs", abs_, [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(2, 3, 5, avoid=0)]),
    Case([normal(0, 4)]),
    Case([integers(3, 4, low=-5)]),
])
