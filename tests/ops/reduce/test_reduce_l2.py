import numpy as np

from netdef.testing import Case, normal, operator_test


def reduce_l2(x, axes=None, keepdims=1):
    axes = tuple(a % x.ndim for a in axes) if axes else tuple(range(x.ndim))
    return np.sqrt((x * x).sum(axis=axes, keepdims=bool(keepdims)))


test_reduce_l2 = operator_test("ReduceL2", reduce_l2, [
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
    Case([np.zeros((2, 3), np.float32)], gradient=False, why="there is a kink at 0"),
    Case([normal(3, 4)], args={"axes": [2]}, error="out of range"),
])
