import numpy as np

from netdef.testing import Case, normal, operator_test


def floor(x):
    return np.floor(x)


test_floor = operator_test("Floor", floor, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
