import numpy as np

from netdef.testing import Case, normal, operator_test


def tanh(x):
    return np.tanh(x)


test_tanh = operator_test("Tanh", tanh, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
