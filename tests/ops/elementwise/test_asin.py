import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def asin(x):
    return np.arcsin(x)


test_asin = operator_test("Asin", asin, [
    Case([uniform(3, 4, low=-0.9, high=0.9)]),
    Case([uniform(2, 3, 5, low=-0.9, high=0.9)]),
    Case([normal(0, 4)]),
])
