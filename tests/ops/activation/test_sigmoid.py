import numpy as np

from netdef.testing import Case, normal, operator_test


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


test_sigmoid = operator_test("Sigmoid", sigmoid, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
