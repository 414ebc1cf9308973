import numpy as np

from netdef.testing import Case, normal, operator_test


def cos(x):
    return np.cos(x)


test_cos = operator_test("Cos", cos, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 5)]),
    Case([normal(0, 4)]),
    Case([normal()]),
])
