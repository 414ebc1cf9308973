import numpy as np

from netdef.testing import Case, integers, normal, uniform, operator_test


def div_(a, b, broadcast=0, axis=-1, axis_str="", order="NCHW"):
    if broadcast:
        axis = order.index(axis_str) if axis_str else axis
        axis = a.ndim - b.ndim if axis == -1 else axis
        b = b.reshape(b.shape + (1,) * (a.ndim - axis - b.ndim))
    return (np.sign(a) * np.sign(b) * (np.abs(a) // np.abs(b))).astype(a.dtype) if a.dtype.kind == "i" else a / b


test_div = operator_test("Div", div_, [
    Case([normal(3, 4), uniform(3, 4, low=0.5, high=2)]),
    Case([normal(2, 3, 4), uniform(4, low=0.5, high=2)]),
    Case([normal(4), uniform(2, 3, 4, low=0.5, high=2)]),
    Case([normal(2, 1, 4, 1), uniform(3, 1, 5, low=0.5, high=2)]),
    Case([normal(3, 4), uniform(low=0.5, high=2)]),
    Case([normal(0, 4), uniform(4, low=0.5, high=2)]),
    Case([normal(2, 3, 4, 5), uniform(3, 4, low=0.5, high=2)], args={"broadcast": 1, "axis": 1}),
    Case([normal(2, 3, 4, 5), uniform(3, low=0.5, high=2)], args={"broadcast": 1, "axis_str": "C"}),
    Case([normal(2, 4, 5, 3), uniform(3, low=0.5, high=2)], args={"broadcast": 1, "axis_str": "C", "order": "NHWC"}),
    Case([normal(2, 3), uniform(2, 1, low=0.5, high=2)], args={"broadcast": 1}),
    Case([normal(2, 3), uniform(4, low=0.5, high=2)], error="Dimension mismatch"),
    Case([normal(2, 3), uniform(2, 2, 3, low=0.5, high=2)], args={"broadcast": 1}, error="smaller or equal number of dimensions"),
    Case([integers(3, 4, low=-9), integers(4, low=1)]),
    Case([integers(3, 4), np.zeros(4, np.int32)], error="division by zero"),
])
