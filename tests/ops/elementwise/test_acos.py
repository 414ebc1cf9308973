import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def acos(x):
    return np.arccos(x)


test_acos = operator_test("Acos", acos, [
    Case([uniform(3, 4, low=-0.9, high=0.9)]),
    Case([uniform(2, 3, 5, low=-0.9, high=0.9)]),
    Case([normal(0, 4)]),
])
