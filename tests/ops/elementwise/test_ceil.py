import numpy as np

from netdef.testing import Case, normal, operator_test


def ceil(x):
    return np.ceil(x)


test_ceil = operator_test("Ceil", ceil, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
