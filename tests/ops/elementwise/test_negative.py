import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def negative(x):
    return np.negative(x)


test_negative = operator_test("Negative", negative, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
    Case([integers(3, 4, dtype=np.int64)]),
])
