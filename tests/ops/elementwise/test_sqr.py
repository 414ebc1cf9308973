import numpy as np

from netdef.testing import Case, normal, operator_test


def sqr(x):
    return np.square(x)


test_sqr = operator_test("Sqr", sqr, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
