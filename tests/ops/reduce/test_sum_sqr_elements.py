import numpy as np

from netdef.testing import Case, normal, operator_test


def sum_sqr_elements(x, average=0):
    return np.asarray((x * x).sum() / (x.size if average and x.size else 1), x.dtype)


test_sum_sqr_elements = operator_test("SumSqrElements", sum_sqr_elements, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 4)], args={"average": 1}),
    Case([normal(3, dtype=np.float64)]),
    Case([normal(0, 3)], args={"average": 1}),
])
