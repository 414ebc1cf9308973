import functools

import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def sum_(*x):
    return functools.reduce(np.add, x)


test_sum = operator_test("Sum", sum_, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3, 5), normal(2, 3, 5), normal(2, 3, 5)]),
    Case([normal(4)]),
    Case([normal(0, 4), normal(0, 4)]),
    Case([normal(3), normal(4)], error="Dimension mismatch"),
    Case([integers(3, 4), integers(3, 4)]),
])

test_sum_int = operator_test("SumInt", sum_, [
    Case([integers(3, 4), integers(3, 4)]),
    Case([integers(3, dtype=np.int64), integers(3, dtype=np.int64)]),
])
