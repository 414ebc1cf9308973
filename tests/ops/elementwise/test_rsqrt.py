import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def rsqrt(x):
    return 1 / np.sqrt(x)


test_rsqrt = operator_test("Rsqrt", rsqrt, [
    Case([uniform(3, 4, low=0.2, high=3)]),
    Case([uniform(2, 3, 5, low=0.2, high=3)]),
    Case([normal(0, 4)]),
])
