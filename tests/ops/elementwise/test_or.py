import numpy as np

from netdef.testing import Case, booleans, operator_test


def or_(a, b, broadcast=0, axis=-1, axis_str="", order="NCHW"):
    if broadcast:
        axis = order.index(axis_str) if axis_str else axis
        axis = a.ndim - b.ndim if axis == -1 else axis
        b = b.reshape(b.shape + (1,) * (a.ndim - axis - b.ndim))
    return np.logical_or(a, b)


test_or = operator_test("Or", or_, [
    Case([booleans(3, 4), booleans(3, 4)]),
    Case([booleans(2, 3, 4), booleans(4)]),
    Case([booleans(4), booleans(2, 3, 4)]),
    Case([booleans(2, 1, 4, 1), booleans(3, 1, 5)]),
    Case([booleans(3, 4), booleans()]),
    Case([booleans(0, 4), booleans(4)]),
    Case([booleans(2, 3, 4, 5), booleans(3, 4)], args={"broadcast": 1, "axis": 1}),
    Case([booleans(2, 3, 4, 5), booleans(3)], args={"broadcast": 1, "axis_str": "C"}),
    Case([booleans(2, 4, 5, 3), booleans(3)], args={"broadcast": 1, "axis_str": "C", "order": "NHWC"}),
    Case([booleans(2, 3), booleans(2, 1)], args={"broadcast": 1}),
    Case([booleans(2, 3), booleans(4)], error="Dimension mismatch"),
    Case([booleans(2, 3), booleans(2, 2, 3)], args={"broadcast": 1}, error="smaller or equal number of dimensions"),
])
