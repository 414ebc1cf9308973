import numpy as np

from netdef.testing import Case, normal, operator_test


def relu_n(x, n=6.0):
    return np.clip(x, 0, n)


test_relu_n = operator_test("ReluN", relu_n, [
    Case([normal(3, 4, std=5, avoid=(0, 6))]),
    Case([normal(2, 3, 5, avoid=(0, 1))], args={"n": 1.0}),
    Case([normal(0, 4)]),
    Case([normal(3)], args={"n": 0.0}, error="should be greater than 0"),
])
