import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def sub_(a, b, broadcast=0, axis=-1, axis_str="", order="NCHW"):
    if broadcast:
        axis = order.index(axis_str) if axis_str else axis
        axis = a.ndim - b.ndim if axis == -1 else axis
        b = b.reshape(b.shape + (1,) * (a.ndim - axis - b.ndim))
    return a - b


test_sub = operator_test("Sub", sub_, [
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(2, 3, 4), normal(4)]),
    Case([normal(4), normal(2, 3, 4)]),
    Case([normal(2, 1, 4, 1), normal(3, 1, 5)]),
    Case([normal(3, 4), normal()]),
    Case([normal(0, 4), normal(4)]),
    Case([normal(2, 3, 4, 5), normal(3, 4)], args={"broadcast": 1, "axis": 1}),
    Case([normal(2, 3, 4, 5), normal(3)], args={"broadcast": 1, "axis_str": "C"}),
    Case([normal(2, 4, 5, 3), normal(3)], args={"broadcast": 1, "axis_str": "C", "order": "NHWC"}),
    Case([normal(2, 3), normal(2, 1)], args={"broadcast": 1}),
    Case([normal(2, 3), normal(4)], error="Dimension mismatch"),
    Case([normal(2, 3), normal(2, 2, 3)], args={"broadcast": 1}, error="smaller or equal number of dimensions"),
    Case([integers(3, 4), integers(4)]),
    Case([integers(3, 4, dtype=np.int64), integers(3, 1, dtype=np.int64)]),
])
