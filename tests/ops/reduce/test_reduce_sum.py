import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def reduce_sum(x, axes=None, keepdims=1):
    axes = tuple(a % x.ndim for a in axes) if axes else tuple(range(x.ndim))
    return x.sum(axis=tuple(set(axes)), keepdims=bool(keepdims), dtype=x.dtype)


test_reduce_sum = operator_test("ReduceSum", reduce_sum, [
    Case([normal(3, 4)]),
    Case([normal(3, 4)], args={"keepdims": 0}),
    Case([normal(2, 3, 4)], args={"axes": [1]}),
    Case([normal(2, 3, 4)], args={"axes": [0, 2]}),
    Case([normal(2, 3, 4)], args={"axes": [0], "keepdims": 0}),
    Case([normal(2, 3, 4)], args={"axes": [-1], "keepdims": 0}),
    Case([normal(2, 3, 4, 2)], args={"axes": [1, 2]}),
    Case([normal(40, 3)], args={"axes": [0]}),
    Case([normal(5)]),
    Case([normal()]),
    Case([normal(3, 0)], args={"axes": [0]}),
    Case([normal(0, 3)], args={"axes": [0]}),
    Case([integers(3, 4)], args={"axes": [0, 0]}),
    Case([integers(3, 4, dtype=np.int64)]),
    Case([normal(3, 4, dtype=np.float64)]),
    Case([normal(3, 4)], args={"axes": [2]}, error="out of range"),
])
