import numpy as np

from netdef.testing import Case, normal, operator_test


def softsign(x):
    return x / (1 + np.abs(x))


test_softsign = operator_test("Softsign", softsign, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
