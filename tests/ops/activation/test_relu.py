import numpy as np

from netdef.testing import Case, normal, operator_test


def relu(x):
    return np.maximum(x, 0)


test_relu = operator_test("Relu", relu, [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(2, 3, 5, avoid=0)]),
    Case([normal(0, 4)]),
])
