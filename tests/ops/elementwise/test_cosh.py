import numpy as np

from netdef.testing import Case, normal, operator_test


def cosh(x):
    return np.cosh(x)


test_cosh = operator_test("Cosh", cosh, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
