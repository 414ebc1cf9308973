import numpy as np

from netdef.testing import Case, normal, operator_test


def sinh(x):
    return np.sinh(x)


test_sinh = operator_test("Sinh", sinh, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
