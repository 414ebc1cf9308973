import numpy as np

from netdef.testing import Case, booleans, integers, operator_test


def bitwise_and_(a, b, broadcast=0, axis=-1, axis_str="", order="NCHW"):
    if broadcast:
        axis = order.index(axis_str) if axis_str else axis
        axis = a.ndim - b.ndim if axis == -1 else axis
        b = b.reshape(b.shape + (1,) * (a.ndim - axis - b.ndim))
    return a & b


test_bitwise_and = operator_test("BitwiseAnd", bitwise_and_, [
    Case([integers(3, 4, low=-9), integers(3, 4, low=-9)]),
    Case([integers(2, 3, 4, low=-9), integers(4, low=-9)]),
    Case([integers(4, low=-9), integers(2, 3, 4, low=-9)]),
    Case([integers(2, 1, 4, 1, low=-9), integers(3, 1, 5, low=-9)]),
    Case([integers(3, 4, low=-9), integers(low=-9)]),
    Case([integers(0, 4, low=-9), integers(4, low=-9)]),
    Case([integers(2, 3, 4, 5, low=-9), integers(3, 4, low=-9)], args={"broadcast": 1, "axis": 1}),
    Case([integers(2, 3, 4, 5, low=-9), integers(3, low=-9)], args={"broadcast": 1, "axis_str": "C"}),
    Case([integers(2, 4, 5, 3, low=-9), integers(3, low=-9)], args={"broadcast": 1, "axis_str": "C", "order": "NHWC"}),
    Case([integers(2, 3, low=-9), integers(2, 1, low=-9)], args={"broadcast": 1}),
    Case([integers(2, 3, low=-9), integers(4, low=-9)], error="Dimension mismatch"),
    Case([integers(2, 3, low=-9), integers(2, 2, 3, low=-9)], args={"broadcast": 1}, error="smaller or equal number of dimensions"),
    Case([integers(3, 4, dtype=np.int64), integers(4, dtype=np.int64)]),
    Case([booleans(3, 4), booleans(4)]),
])
