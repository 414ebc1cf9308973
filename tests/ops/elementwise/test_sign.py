import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def sign(x):
    return np.sign(x)


test_sign = operator_test("Sign", sign, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
    Case([integers(3, 4, low=-3, high=3)]),
])
