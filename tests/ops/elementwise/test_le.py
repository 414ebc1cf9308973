import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test


def le_(a, b, broadcast=0, axis=-1, axis_str="", order="NCHW"):
    if broadcast:
        axis = order.index(axis_str) if axis_str else axis
        axis = a.ndim - b.ndim if axis == -1 else axis
        b = b.reshape(b.shape + (1,) * (a.ndim - axis - b.ndim))
    return a <= b


test_le = operator_test("LE", le_, [
    Case([integers(3, 4, high=3), integers(3, 4, high=3)]),
    Case([integers(2, 3, 4, high=3), integers(4, high=3)]),
    Case([integers(4, high=3), integers(2, 3, 4, high=3)]),
    Case([integers(2, 1, 4, 1, high=3), integers(3, 1, 5, high=3)]),
    Case([integers(3, 4, high=3), integers(high=3)]),
    Case([integers(0, 4, high=3), integers(4, high=3)]),
    Case([integers(2, 3, 4, 5, high=3), integers(3, 4, high=3)], args={"broadcast": 1, "axis": 1}),
    Case([integers(2, 3, 4, 5, high=3), integers(3, high=3)], args={"broadcast": 1, "axis_str": "C"}),
    Case([integers(2, 4, 5, 3, high=3), integers(3, high=3)], args={"broadcast": 1, "axis_str": "C", "order": "NHWC"}),
    Case([integers(2, 3, high=3), integers(2, 1, high=3)], args={"broadcast": 1}),
    Case([integers(2, 3, high=3), integers(4, high=3)], error="Dimension mismatch"),
    Case([integers(2, 3, high=3), integers(2, 2, 3, high=3)], args={"broadcast": 1}, error="smaller or equal number of dimensions"),
    Case([normal(3, 4), normal(4)]),
    Case([booleans(3, 4), booleans(4)]),
])
