import numpy as np

from netdef.testing import Case, normal, operator_test


def swish(x):
    return x / (1 + np.exp(-x))


test_swish = operator_test("Swish", swish, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
