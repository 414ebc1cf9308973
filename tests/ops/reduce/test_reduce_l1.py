import numpy as np

from netdef.testing import Case, normal, operator_test


def apart(*shape):
    return normal(*shape, avoid=0)


def reduce_l1(x, axes=None, keepdims=1):
    axes = tuple(a % x.ndim for a in axes) if axes else tuple(range(x.ndim))
    return np.abs(x).sum(axis=axes, keepdims=bool(keepdims))


test_reduce_l1 = operator_test("ReduceL1", reduce_l1, [
    Case([apart(3, 4)]),
    Case([apart(3, 4)], args={"keepdims": 0}),
    Case([apart(2, 3, 4)], args={"axes": [1]}),
    Case([apart(2, 3, 4)], args={"axes": [0, 2]}),
    Case([apart(2, 3, 4)], args={"axes": [0], "keepdims": 0}),
    Case([apart(2, 3, 4)], args={"axes": [-1], "keepdims": 0}),
    Case([apart(2, 3, 4, 2)], args={"axes": [1, 2]}),
    Case([apart(40, 3)], args={"axes": [0]}),
    Case([apart(5)]),
    Case([apart()]),
    Case([apart(3, 0)], args={"axes": [0]}),
    Case([apart(3, 4)], args={"axes": [2]}, error="out of range"),
])
