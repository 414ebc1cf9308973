import numpy as np

from netdef.testing import Case, normal, operator_test


def atan(x):
    return np.arctan(x)


test_atan = operator_test("Atan", atan, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
