import numpy as np

from netdef.testing import Case, normal, operator_test


def leaky_relu(x, alpha=0.01):
    return np.where(x >= 0, x, np.float32(alpha) * x)


test_leaky_relu = operator_test("LeakyRelu", leaky_relu, [
    Case([normal(3, 4, avoid=0)]),
    Case([normal(2, 3, 5, avoid=0)], args={"alpha": 0.3}),
    Case([normal(0, 4)]),
])
