import numpy as np

from netdef.testing import Case, normal, operator_test


def exp(x):
    return np.exp(x)


test_exp = operator_test("Exp", exp, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
