import functools

import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def sum_relu(*x):
    return np.maximum(functools.reduce(np.add, x), 0)


test_sum_relu = operator_test("SumRelu", sum_relu, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3), normal(2, 3), normal(2, 3)]),
    Case([normal(4)]),
    Case([integers(3, low=-5), integers(3, low=-5)]),
    Case([normal(0, 4), normal(0, 4)]),
    Case([normal(3), normal(4)], error="Dimension mismatch"),
])
