import numpy as np

from netdef.testing import Case, normal, operator_test


def mish(x):
    return x * np.tanh(np.logaddexp(0, x))


test_mish = operator_test("Mish", mish, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
