import numpy as np

from netdef.testing import Case, normal, operator_test


def sin(x):
    return np.sin(x)


test_sin = operator_test("Sin", sin, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
