import numpy as np

from netdef.testing import Case, normal, operator_test


def reduce_tail_sum(x):
    return x.reshape(x.shape[0], int(np.prod(x.shape[1:]))).sum(axis=1)


test_reduce_tail_sum = operator_test("ReduceTailSum", reduce_tail_sum, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 4)]),
    Case([normal(5)]),
    Case([normal(0, 3)]),
    Case([normal(3, 0)]),
    Case([normal()], error="at least one dim"),
])
