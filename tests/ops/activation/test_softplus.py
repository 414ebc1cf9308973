import numpy as np

from netdef.testing import Case, normal, operator_test


def softplus(x):
    return np.logaddexp(0, x)


test_softplus = operator_test("Softplus", softplus, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
