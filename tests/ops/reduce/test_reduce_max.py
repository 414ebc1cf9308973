import numpy as np

from netdef.testing import Case, distinct, integers, operator_test


def reduce_max(x, axes=None, keepdims=1):
    axes = tuple(a % x.ndim for a in axes) if axes else tuple(range(x.ndim))
    lowest = np.finfo(x.dtype).min if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    return x.max(axis=axes, keepdims=bool(keepdims), initial=lowest)


test_reduce_max = operator_test("ReduceMax", reduce_max, [
    Case([distinct(3, 4)]),
    Case([distinct(3, 4)], args={"keepdims": 0}),
    Case([distinct(2, 3, 4)], args={"axes": [1]}),
    Case([distinct(2, 3, 4)], args={"axes": [0, 2]}),
    Case([distinct(2, 3, 4)], args={"axes": [0], "keepdims": 0}),
    Case([distinct(2, 3, 4)], args={"axes": [-1], "keepdims": 0}),
    Case([distinct(2, 3, 4, 2)], args={"axes": [1, 2]}),
    Case([distinct(40, 3)], args={"axes": [0]}),
    Case([distinct(5)]),
    Case([distinct()]),
    Case([distinct(3, 0)], args={"axes": [0]}),
    Case([distinct(0, 3)], args={"axes": [0]}),
    Case([integers(3, 4)], args={"axes": [0]}),
    Case([distinct(3, 4)], args={"axes": [2]}, error="out of range"),
])
